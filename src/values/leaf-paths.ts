import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";

/** Keys from the root of the values. */
export type LeafPath = readonly string[];

export interface Leaf {
  readonly path: LeafPath;
  readonly value: JsonValue;
}

/** Scalars, lists as a whole (a layer replaces them as a whole) and empty maps, by key in the order of code units. */
export function leafPaths(values: JsonObject): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: JsonValue, path: LeafPath): void => {
    const keys = isJsonObject(value) ? Object.keys(value).sort() : [];
    if (!isJsonObject(value) || (keys.length === 0 && path.length > 0)) leaves.push({ path, value });
    else for (const key of keys) visit(value[key] ?? null, [...path, key]);
  };
  visit(values, []);
  return leaves;
}

/** `service.annotations."a.b/c"`: keys with dots and the like in quotes, as references write them. */
export function leafName(path: LeafPath): string {
  return path.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key))).join(".");
}
