import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";

/**
 * `keep-null`: for a chart's values, where null reaches Helm and removes the chart's default.
 * `null-removes`: everywhere else, where null takes away what a lower layer set.
 */
export type NullMeaning = "keep-null" | "null-removes";

/**
 * `upper` over `lower`: maps merge deeply, lists and scalars replace; keys of `lower` come first. What only one of the two
 * has is shared with the result, so that merging costs what `upper` has, and not what all layers have.
 */
export function merge(lower: JsonObject, upper: JsonObject, nulls: NullMeaning): JsonObject {
  const keys = Object.keys(upper);
  if (keys.length === 0) return lower;
  const merged: Record<string, JsonValue> = { ...lower };
  for (const key of keys) {
    const value = upper[key] ?? null;
    if (value === null && nulls === "null-removes") delete merged[key];
    else put(merged, key, over(Object.hasOwn(merged, key) ? merged[key] : undefined, value, nulls));
  }
  return merged;
}

/** A key may be called __proto__, which an assignment would take for something else. */
function put(map: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== "__proto__") map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

function over(lower: JsonValue | undefined, upper: JsonValue, nulls: NullMeaning): JsonValue {
  if (!isJsonObject(upper)) return upper;
  if (nulls === "keep-null" && !isJsonObject(lower)) return upper;
  return merge(isJsonObject(lower) ? lower : {}, upper, nulls);
}
