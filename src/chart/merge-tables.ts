import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";

/** Helm 3 and 4 treat nulls in default values differently. */
export type HelmLine = 3 | 4;

export interface Merging {
  /** What a null over a default does: it takes the default away, or it stays for a later merge. */
  readonly nulls: "remove" | "keep";
  readonly helm: HelmLine;
}

/** `upper` over `lower` as Helm's CoalesceTables and MergeTables: a map and another thing never mix, `upper` wins. */
export function mergeTables(upper: JsonObject, lower: JsonObject, nulls: Merging["nulls"]): JsonObject {
  const merged = new Map(Object.entries(upper));
  for (const [key, fallback] of Object.entries(lower)) {
    const value = merged.get(key);
    if (value === undefined) merged.set(key, fallback);
    else if (value === null) {
      if (nulls === "remove" && fallback !== null) merged.delete(key);
    } else if (isJsonObject(value) && isJsonObject(fallback)) merged.set(key, mergeTables(value, fallback, nulls));
  }
  return Object.fromEntries(merged);
}

const cleaned = new WeakMap<JsonObject, JsonObject>();

/** Without nulls in maps; those in lists stay. The same object when there are none. */
export function withoutNulls(data: JsonObject): JsonObject {
  const known = cleaned.get(data);
  if (known !== undefined) return known;
  const entries = Object.entries(data);
  const kept = entries
    .filter(([, value]) => value !== null)
    .map(([key, value]): [string, JsonValue] => [key, isJsonObject(value) ? withoutNulls(value) : value]);
  const isSame = kept.length === entries.length && kept.every(([key, value]) => data[key] === value);
  const result = isSame ? data : Object.fromEntries(kept);
  cleaned.set(data, result);
  return result;
}
