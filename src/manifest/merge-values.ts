import type { JsonObject } from "../support/json.ts";
import { merge } from "../values/merge.ts";

const NOTHING: JsonObject = {};
const known = new WeakMap<JsonObject, WeakMap<JsonObject, JsonObject>>();

/**
 * Values of an add-on, lowest first, as one map. What was merged once is taken again: clusters share the layers of their
 * environment, so they get the very same object, and whoever asks something of it needs to ask once.
 */
export function mergeValues(layers: readonly JsonObject[]): JsonObject {
  return layers.reduce(mergedOnce, NOTHING);
}

function mergedOnce(lower: JsonObject, upper: JsonObject): JsonObject {
  const over = known.get(lower) ?? new WeakMap<JsonObject, JsonObject>();
  known.set(lower, over);
  const merged = over.get(upper) ?? merge(lower, upper, "keep-null");
  over.set(upper, merged);
  return merged;
}
