import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";

/**
 * `keep-null`: for a chart's values, where null reaches Helm and removes the chart's default.
 * `null-removes`: everywhere else, where null takes away what a lower layer set.
 */
export type NullMeaning = "keep-null" | "null-removes";

/** `upper` over `lower`: maps merge deeply, lists and scalars replace; keys of `lower` come first. */
export function merge(lower: JsonObject, upper: JsonObject, nulls: NullMeaning): JsonObject {
  const merged = new Map(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    if (value === null && nulls === "null-removes") merged.delete(key);
    else merged.set(key, over(merged.get(key), value, nulls));
  }
  return Object.fromEntries(merged);
}

function over(lower: JsonValue | undefined, upper: JsonValue, nulls: NullMeaning): JsonValue {
  if (!isJsonObject(upper)) return upper;
  if (nulls === "keep-null" && !isJsonObject(lower)) return upper;
  return merge(isJsonObject(lower) ? lower : {}, upper, nulls);
}
