import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";

/** `$${` stands for a literal `${`, so it starts nothing. A fallback (`:-…`) is no part of the name. */
const REFERENCE = /\$\$\{|\$\{((?:"[^"{}]*"|[^"{}:])+)(?::-[^{}]*)?\}/g;

/** Names that the `${…}` of a value give, each once, in the order in which they stand there. */
export function referencesIn(value: JsonValue): readonly string[] {
  const names = new Set<string>();
  collect(value, names);
  return [...names];
}

function collect(value: JsonValue, names: Set<string>): void {
  if (typeof value === "string") {
    if (!value.includes("${")) return;
    for (const [, name] of value.matchAll(REFERENCE)) if (name !== undefined) names.add(name.trim());
  } else if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) collect(item, names);
  } else if (isJsonObject(value)) {
    for (const inner of Object.values(value)) collect(inner, names);
  }
}
