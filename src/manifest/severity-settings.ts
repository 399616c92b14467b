import type { CodeExplanation } from "../codes/code-explanation.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";
import { merge } from "../values/merge.ts";
import { placeIn, type Layer } from "./layer.ts";

export type Severity = Problem["severity"] | "off";

/** What an environment makes of problems, by code; only what holds on the day of the run. */
export type SeveritySettings = ReadonlyMap<string, Severity>;

/** What is known of codes; loaded only for a manifest that has `problems`. */
interface Codes {
  readonly explanationOf: (code: string) => CodeExplanation | undefined;
  readonly nearestCode: (code: string) => string | undefined;
}

export interface SeverityContext {
  /** ISO date of the run; without it nothing expires. */
  readonly today: string | undefined;
  readonly report: (problem: Problem) => void;
}

/** Reads `problems` of an environment, Base below Environment. Wrong and expired entries are reported and hold no longer. */
export async function severitySettings(
  layers: readonly Layer[],
  { today, report }: SeverityContext,
): Promise<SeveritySettings> {
  const stated = layers.flatMap(({ data }) => (data["problems"] === undefined ? [] : [{ problems: data["problems"] }]));
  const { problems } = stated.reduce<JsonObject>((lower, upper) => merge(lower, upper, "null-removes"), {});
  const settings = new Map<string, Severity>();
  if (!isJsonObject(problems)) return settings;
  const codes = await import("../codes/find-code.ts");
  for (const [code, entry] of Object.entries(problems)) {
    if (!isJsonObject(entry)) continue;
    const wrong = wrongCode(code, codes, layers) ?? expired(code, entry, { layers, today });
    if (wrong !== undefined) report(wrong);
    else if (isSeverity(entry["severity"])) settings.set(code, entry["severity"]);
  }
  return settings;
}

function isSeverity(value: JsonValue | undefined): value is Severity {
  return value === "error" || value === "warning" || value === "info" || value === "off";
}

function wrongCode(code: string, { explanationOf, nearestCode }: Codes, layers: readonly Layer[]): Problem | undefined {
  const at = placeIn(layers, ["problems", code], "key");
  const entry = explanationOf(code);
  if (entry === undefined) {
    const near = nearestCode(code);
    const question = near === undefined ? "" : `did you mean ${near}? `;
    return {
      code: "MANIFEST-SEVERITY-UNKNOWN",
      severity: "error",
      message: `there is no problem code ${JSON.stringify(code)}`,
      hint: `${question}\`addons explain\` lists all codes`,
      at,
    };
  }
  if (entry.severity === "adjustable") return undefined;
  return {
    code: "MANIFEST-SEVERITY-FIXED",
    severity: "error",
    message: `the severity of ${code} is fixed: what it tells leaves the manifest, or what would be done with it, without a clear meaning`,
    hint: `correct what it reports and remove this entry; \`addons explain ${code}\` says how`,
    at,
  };
}

function expired(
  code: string,
  { expires, severity, reason }: JsonObject,
  { layers, today }: { readonly layers: readonly Layer[]; readonly today: string | undefined },
): Problem | undefined {
  if (typeof expires !== "string" || today === undefined || today <= expires || !isSeverity(severity)) return undefined;
  const why = typeof reason === "string" ? ` (${reason})` : "";
  return {
    code: "MANIFEST-SEVERITY-EXPIRED",
    severity: "warning",
    message: `${code} is no longer ${severity} here: that held until ${expires}${why}`,
    hint: "correct what it was about and remove the entry, or decide anew until when it holds",
    at: placeIn(layers, ["problems", code, "expires"]),
  };
}
