import type { JsonObject } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { Chart } from "./chart.ts";
import type { ChartInstance } from "./chart-instance.ts";
import { coalesce } from "./coalesce.ts";
import type { Coalescing } from "./coalesce.ts";
import { enableSubcharts } from "./enable-subcharts.ts";
import type { DisabledSubchart, EnabledChart } from "./enable-subcharts.ts";
import { importValues } from "./import-values.ts";
import type { HelmLine } from "./merge-tables.ts";

/** What templates and schemas of a chart see for some values. */
export interface EffectiveValues {
  /** With all defaults; values of subcharts below their names. */
  readonly values: JsonObject;
  /** The chart with its enabled subcharts. */
  readonly root: ChartInstance;
  readonly disabled: readonly DisabledSubchart[];
  /** Keys of subcharts that hold something else than a map. Helm refuses them: the rest means nothing then. */
  readonly mismatches: readonly YamlPath[];
}

export function effectiveValues(chart: Chart, values: JsonObject, helm: HelmLine): EffectiveValues {
  const how: Coalescing = { nulls: "remove", helm, mismatches: [] };
  const { root: enabled, disabled } = enableSubcharts(chart, values, how);
  const root = rootOf(chart, { enabled, disabled, how });
  const effective = coalesce(root, values, how);
  return { values: effective, root, disabled, mismatches: unique(how.mismatches) };
}

/** By what is disabled and the line of Helm. */
const roots = new WeakMap<Chart, Map<string, ChartInstance>>();

interface RootRequest {
  readonly enabled: EnabledChart;
  readonly disabled: readonly DisabledSubchart[];
  readonly how: Coalescing;
}

/** The same object for all values that enable the same subcharts: most of an environment's clusters share it. */
function rootOf(chart: Chart, { enabled, disabled, how }: RootRequest): ChartInstance {
  const known = roots.get(chart) ?? new Map<string, ChartInstance>();
  roots.set(chart, known);
  const key = JSON.stringify([how.helm, disabled.map(({ path }) => path)]);
  const mismatches: YamlPath[] = [];
  const root = known.get(key) ?? importValues(enabled, { ...how, mismatches });
  how.mismatches.push(...mismatches);
  // What is wrong must be told again the next time.
  if (mismatches.length === 0) known.set(key, root);
  return root;
}

function unique(paths: readonly YamlPath[]): readonly YamlPath[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}
