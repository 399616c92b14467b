import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { ChartInstance } from "./chart-instance.ts";
import { handGlobalsDown, withOwnGlobals } from "./globals.ts";
import { mergeInto, ownCopy } from "./merge-in-place.ts";
import { mergeTables, withoutNulls } from "./merge-tables.ts";
import type { Merging } from "./merge-tables.ts";

/** How values and defaults are put together, and what is found to be wrong on the way. */
export interface Coalescing extends Merging {
  /** Keys of subcharts that hold something else than a map: Helm gives up there. */
  readonly mismatches: YamlPath[];
}

/**
 * Values over the defaults of a chart and its subcharts, globals handed down: Helm's CoalesceValues (`nulls: "remove"`) and
 * MergeValues (`nulls: "keep"`) of pkg/chart/common/util/coalesce.go. Untouched parts of the defaults are shared, not copied.
 */
export function coalesce(instance: ChartInstance, values: JsonObject, how: Coalescing): JsonObject {
  const merged = overDefaults(instance, values, how);
  return instance.subcharts.length === 0 ? merged : below({ instance, path: [] }, withOwnGlobals(merged), how);
}

interface Position {
  readonly instance: ChartInstance;
  readonly path: YamlPath;
}

function overDefaults(instance: ChartInstance, values: JsonObject, how: Coalescing): JsonObject {
  const merged = new Map(Object.entries(values));
  for (const [key, fallback] of Object.entries(instance.defaults)) {
    const value = merged.get(key);
    if (value === undefined) {
      const taken = defaultFor(fallback, how);
      if (taken !== undefined) merged.set(key, taken);
    } else if (value === null) {
      if (how.nulls === "remove") merged.delete(key);
    } else if (isJsonObject(value) && isJsonObject(fallback)) {
      merged.set(key, overTable(instance, key, { value, fallback, how }));
    }
  }
  return Object.fromEntries(merged);
}

/** As `overDefaults` for a subchart, whose globals are partly those of its parent: what it adds there, the parent sees. */
function overSubchartDefaults(instance: ChartInstance, values: JsonObject, how: Coalescing): JsonObject {
  const { global: fallback, ...defaults } = instance.defaults;
  const globals = values["global"];
  if (fallback === undefined) return overDefaults(instance, values, how);
  if (!isJsonObject(fallback) || !isJsonObject(globals)) return overDefaults(instance, values, how);
  const lower = how.nulls === "remove" && how.helm === 4 ? withoutNulls(fallback) : fallback;
  mergeInto(globals, ownCopy(lower), how.nulls);
  return overDefaults({ ...instance, defaults }, values, how);
}

/** Helm 4 leaves out nulls of default values, Helm 3 keeps them. */
function defaultFor(fallback: JsonValue, { nulls, helm }: Coalescing): JsonValue | undefined {
  if (nulls === "keep" || helm === 3) return fallback;
  if (fallback === null) return undefined;
  return isJsonObject(fallback) ? withoutNulls(fallback) : fallback;
}

interface Tables {
  readonly value: JsonObject;
  readonly fallback: JsonObject;
  readonly how: Coalescing;
}

/** Below the key of a subchart nulls stay for the subchart's own defaults to meet. */
function overTable(instance: ChartInstance, key: string, { value, fallback, how }: Tables): JsonObject {
  const isSubchart = instance.subcharts.some(({ name }) => name === key);
  const nulls = isSubchart ? "keep" : how.nulls;
  const lower = nulls === "remove" && how.helm === 4 ? withoutNulls(fallback) : fallback;
  return mergeTables(value, lower, nulls);
}

function below({ instance, path }: Position, values: JsonObject, how: Coalescing): JsonObject {
  if (instance.subcharts.length === 0) return values;
  const merged = new Map(Object.entries(values));
  for (const subchart of instance.subcharts) {
    const place = [...path, subchart.name];
    const given = merged.get(subchart.name) ?? (merged.has(subchart.name) ? null : {});
    if (!isJsonObject(given)) {
      how.mismatches.push(place);
      continue;
    }
    const own = overSubchartDefaults(subchart, handGlobalsDown(withOwnGlobals(given), values), how);
    merged.set(subchart.name, below({ instance: subchart, path: place }, own, how));
  }
  return Object.fromEntries(merged);
}
