import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Merging } from "./merge-tables.ts";

/**
 * As mergeTables, but in place, as Helm does it: maps inside `upper` change, and it may hold maps of `lower` then; a null in
 * `upper` is written to `lower`. Both must be copies of nobody else's.
 */
export function mergeInto(upper: JsonObject, lower: JsonObject, nulls: Merging["nulls"]): void {
  const fallbacks = Object.entries(lower);
  for (const [key, value] of Object.entries(upper)) {
    if (value === null) setKey(lower, key, null);
  }
  for (const [key, fallback] of fallbacks) {
    const value = Object.hasOwn(upper, key) ? upper[key] : undefined;
    if (value === undefined) setKey(upper, key, fallback);
    else if (value === null) {
      if (nulls === "remove" && fallback !== null) Reflect.deleteProperty(upper, key);
    } else if (isJsonObject(value) && isJsonObject(fallback)) mergeInto(value, fallback, nulls);
  }
}

/** The map with all maps in it copied. */
export function ownCopy(map: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, isJsonObject(value) ? ownCopy(value) : value]),
  );
}

export function setKey(map: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}
