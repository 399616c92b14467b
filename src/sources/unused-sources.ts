import type { Problem } from "../support/problem.ts";
import type { PlacedSettings } from "./parse-source-entry.ts";
import { coversSource } from "./source-settings.ts";

/** Entries that no chart comes from: a policy that holds for nothing is mostly a misspelt address. `used` are canonical sources. */
export function unusedSources(entries: readonly PlacedSettings[], used: readonly string[]): readonly Problem[] {
  return entries
    .filter(({ settings }) => !used.some((source) => coversSource(settings.source, source)))
    .map(({ settings, at }) => ({
      code: "SOURCES-UNUSED",
      severity: "warning",
      message: `no add-on takes a chart from ${settings.source}`,
      hint: used.length === 0 ? "remove the entry" : `correct it or remove it; charts come from ${shown(used)}`,
      at,
    }));
}

function shown(used: readonly string[]): string {
  const names = [...new Set(used)].sort();
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}
