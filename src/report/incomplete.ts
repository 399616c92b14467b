import type { ClusterDrift } from "../drift/finding.ts";
import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";

/** What could not be looked at: never left out, for unknown is not clean. */
export function incompleteLines(incomplete: ClusterDrift["incomplete"], colours: Colours): string[] {
  if (incomplete.length === 0) return [];
  const lines = ["", `  ${colours.yellow("could not be checked")}:`];
  for (const gap of incomplete) {
    lines.push(`    ${sanitize(gap.what)}: ${sanitize(gap.why)}`);
    if (gap.hint !== undefined) lines.push(`      → next: ${sanitize(gap.hint)}`);
  }
  return lines;
}
