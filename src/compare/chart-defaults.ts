import type { Chart } from "../chart/chart.ts";
import { effectiveValues } from "../chart/effective-values.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import { leafPaths, type Leaf, type LeafPath } from "../values/leaf-paths.ts";

/**
 * What a chart itself says below the values of an add-on: what nobody touched of it and of the subcharts that these values enable, and what
 * stood where the values write something else. Values over this are what templates see.
 */
export function chartDefaults(chart: Chart, values: JsonObject): JsonObject {
  const own = leafPaths(effectiveValues(chart, {}, HELM).values);
  const seen = leafPaths(effectiveValues(chart, values, HELM).values);
  const overridden = own.filter(({ path }) => isTouched(values, path));
  const untouched = seen.filter(({ path }) => !isTouched(values, path) && !isCopiedGlobal(path));
  return nested([...untouched, ...overridden]);
}

/** Both lines of Helm agree about defaults that no null takes away. */
const HELM = 4;

/** Whether the values write something at the path, above it or below it. */
function isTouched(values: JsonObject, path: LeafPath): boolean {
  let value: JsonValue = values;
  for (const key of path) {
    if (!isJsonObject(value)) return true;
    const inner: JsonValue | undefined = Object.hasOwn(value, key) ? value[key] : undefined;
    if (inner === undefined) return false;
    value = inner;
  }
  return true;
}

/** Helm hands `global` down to every subchart. */
function isCopiedGlobal(path: LeafPath): boolean {
  return path.indexOf("global") > 0;
}

interface Building {
  [key: string]: JsonValue | Building;
}

function nested(leaves: readonly Leaf[]): JsonObject {
  const root: Building = Object.create(null) as Building;
  for (const { path, value } of leaves) put(root, path, value);
  return root as JsonObject;
}

function put(root: Building, path: LeafPath, value: JsonValue): void {
  let map = root;
  for (const key of path.slice(0, -1)) {
    const inner = map[key];
    const next = isJsonObject(inner) ? (inner as Building) : (Object.create(null) as Building);
    map[key] = next;
    map = next;
  }
  map[path.at(-1) ?? ""] = value;
}
