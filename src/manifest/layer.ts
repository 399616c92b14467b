import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import { merge } from "../values/merge.ts";

/** One file, or the part of it that one cluster adds; later layers win. */
export interface Layer {
  readonly source: YamlSource;
  /** Where in the file the layer's root stands. */
  readonly prefix: YamlPath;
  /** What of it can be used: everything the schema takes. */
  readonly data: JsonObject;
  /** Paths that were taken out of `data` because something is wrong with them, which was reported. */
  readonly broken: readonly YamlPath[];
}

/**
 * The layers over what is `below` them as one map; a null takes away what lower layers set. Values of add-ons are left to
 * addon-values.ts. Settings that no layer touches stay the object they are below.
 */
export function mergeLayers(layers: readonly Layer[], below: JsonObject = {}): JsonObject {
  return layers.reduce<JsonObject>((lower, { data }) => merge(lower, withoutValues(data), "null-removes"), below);
}

function withoutValues(data: JsonObject): JsonObject {
  const addons = data["addons"];
  if (!isJsonObject(addons)) return data;
  const settings = Object.entries(addons).map(([name, addon]) => {
    if (!isJsonObject(addon)) return [name, addon];
    return [
      name,
      Object.fromEntries(Object.entries(addon).filter(([key]) => key !== "values" && key !== "valuesFiles")),
    ];
  });
  return { ...data, addons: Object.fromEntries(settings) as JsonObject };
}

/** The layer that decides a path of the merged map: the last one that has it. */
export function decidingLayer(layers: readonly Layer[], path: YamlPath): Layer | undefined {
  return layers.findLast(({ data }) => has(data, path));
}

/** Where a path of the merged map was written; for one that no layer has, its nearest ancestor's key. */
export function placeIn(layers: readonly Layer[], path: YamlPath, part: "key" | "value" = "value"): SourcePosition {
  const layer = decidingLayer(layers, path);
  if (layer !== undefined) return layer.source.at([...layer.prefix, ...path], part);
  if (path.length > 0) return placeIn(layers, path.slice(0, -1), "key");
  return { file: layers.at(-1)?.source.file ?? "", line: 1, column: 1 };
}

/** As `placeIn`, for the character at `offset` of the string at `path`. */
export function offsetIn(layers: readonly Layer[], path: YamlPath, offset: number): SourcePosition {
  const layer = decidingLayer(layers, path);
  return layer === undefined ? placeIn(layers, path) : layer.source.atOffset([...layer.prefix, ...path], offset);
}

/** Whether a layer has something wrong at the path or above it, so that its absence says nothing. */
export function isBroken(layers: readonly Layer[], path: YamlPath): boolean {
  const above = path.map((_, index) => JSON.stringify(path.slice(0, index + 1)));
  return layers.some(({ broken }) => {
    if (broken.length === 0) return false;
    const paths = brokenPaths(broken);
    return above.some((part) => paths.has(part));
  });
}

const indexed = new WeakMap<readonly YamlPath[], ReadonlySet<string>>();

/** A file with thousands of problems is asked for thousands of paths. */
function brokenPaths(broken: readonly YamlPath[]): ReadonlySet<string> {
  const paths = indexed.get(broken) ?? new Set(broken.map((path) => JSON.stringify(path)));
  indexed.set(broken, paths);
  return paths;
}

/** What stands at a path; undefined for nothing. */
export function valueAt(data: JsonValue | undefined, path: YamlPath): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((value, step) => {
    if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(step)];
    return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, data);
}

function has(data: JsonObject, path: YamlPath): boolean {
  return valueAt(data, path) !== undefined;
}
