import { isJsonObject } from "../support/json.ts";
import type { JsonScalar, JsonValue } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";
import { placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";

export type Vars = Readonly<Record<string, JsonScalar>>;

/** Values of vars for this run, as they were typed, and which of them some cluster declares. */
export interface GivenVars {
  readonly values: Readonly<Record<string, string>>;
  /** Names that any cluster declares. */
  readonly declared: Set<string>;
}

/** The vars of one cluster: what its layers declare, with what was given for this run in the type of what is declared. */
export function clusterVars(
  merged: JsonValue | undefined,
  { values, declared }: GivenVars,
  place: { readonly layers: readonly Layer[]; readonly report: (problem: Problem) => void },
): Vars {
  const entries = Object.entries(isJsonObject(merged) ? merged : {}).map(([name, value]): [string, JsonScalar] => {
    declared.add(name);
    const written = value as JsonScalar;
    const given = Object.hasOwn(values, name) ? values[name] : undefined;
    if (given === undefined) return [name, written];
    const typed = typedAs(written, given);
    if (typed === undefined) place.report(wrongType(name, given, { written, layers: place.layers }));
    return [name, typed ?? written];
  });
  return Object.fromEntries(entries);
}

function typedAs(declared: JsonScalar, given: string): JsonScalar | undefined {
  if (typeof declared === "boolean") return { true: true, false: false }[given];
  if (typeof declared !== "number") return given;
  return /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(given) && isExact(Number(given)) ? Number(given) : undefined;
}

function isExact(number: number): boolean {
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

function wrongType(
  name: string,
  given: string,
  { written, layers }: { readonly written: JsonScalar; readonly layers: readonly Layer[] },
): Problem {
  const expected = typeof written === "boolean" ? "true or false" : "a number";
  return {
    code: "MANIFEST-VAR-TYPE",
    severity: "error",
    message: `--var ${name}=${given} must be ${expected}, as it is declared (${String(written)})`,
    hint: "give a value of that type, or declare the var as a text",
    at: placeIn(layers, ["vars", name]),
  };
}
