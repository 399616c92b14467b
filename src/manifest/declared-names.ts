import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import type { SourcePosition } from "../support/problem.ts";
import { placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";

/** Where what `${…}` may name is declared: vars as `vars.NAME`, inputs by their names. What was given for this run stands nowhere. */
export function declaredNames(
  merged: JsonObject,
  layers: readonly Layer[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, SourcePosition>> {
  const keys = (part: string): readonly string[] => Object.keys(isJsonObject(merged[part]) ? merged[part] : {});
  const vars = keys("vars").filter((name) => !Object.hasOwn(given, name));
  return Object.fromEntries([
    ...vars.map((name) => [`vars.${written(name)}`, placeIn(layers, ["vars", name], "key")] as const),
    ...keys("inputs").map((name) => [name, placeIn(layers, ["inputs", name], "key")] as const),
  ]);
}

/** As references write it. */
function written(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : `"${name}"`;
}
