import type { ClusterDrift, Finding } from "../drift/finding.ts";
import { sanitize } from "../support/sanitize.ts";
import { findingsLines, type FindingStyle } from "./finding.ts";
import { incompleteLines } from "./incomplete.ts";
import { count } from "./words.ts";

export interface DriftStyle extends Omit<FindingStyle, "forecast"> {
  /** `all`: also what never fails a run. */
  readonly show: "drift" | "all";
}

/** What differs in one cluster, by add-on and object, with who, when and what the next run does. */
export function driftText(environment: string, drift: ClusterDrift, style: DriftStyle): string {
  const { colours } = style;
  const shown = drift.findings.filter((finding) => style.show === "all" || finding.severity === "drift");
  const lines = [colours.bold(sanitize(`${environment} · ${drift.cluster}: ${verdict(drift)}`))];
  for (const [addon, ofAddon] of Map.groupBy(shown, (finding) => finding.addon)) {
    lines.push("", `  ${colours.bold(sanitize(addon))} ${colours.dim(releaseText(ofAddon))}`);
    lines.push(...findingsLines(ofAddon, { ...style, forecast: "show" }).map((line) => `    ${line}`));
  }
  lines.push(...incompleteLines(drift.incomplete, colours), ...footer(environment, shown));
  return `${lines.join("\n")}\n`;
}

/** `3 differences in 2 add-ons; 12 releases, 140 objects checked` */
function verdict(drift: ClusterDrift): string {
  const found = drift.findings.filter((finding) => finding.severity === "drift");
  const addons = new Set(found.map((finding) => finding.addon)).size;
  const checked = `${count(drift.checked.releases, "release")}, ${count(drift.checked.objects, "object")} checked`;
  if (found.length > 0) return `${count(found.length, "difference")} in ${count(addons, "add-on")}; ${checked}`;
  if (drift.incomplete.length > 0 && drift.checked.releases === 0) return "nothing could be checked";
  if (drift.incomplete.length > 0) return `no difference in what could be checked; ${checked}`;
  return `no drift; ${checked}`;
}

function footer(environment: string, findings: readonly Finding[]): string[] {
  const drifted = findings.filter((finding) => finding.severity === "drift");
  if (drifted.length === 0) return [];
  const command = drifted.some((finding) => finding.object !== undefined) ? "sync --repair" : "sync";
  return ["", `→ next: addons ${command} --env ${environment}`];
}

function releaseText(findings: readonly Finding[]): string {
  const first = findings[0];
  return first === undefined ? "" : sanitize(`(${first.namespace}/${first.release})`);
}
