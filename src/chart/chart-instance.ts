import type { JsonObject } from "../support/json.ts";
import type { Chart } from "./chart.ts";

/** A chart at one place of the tree that Helm renders: an aliased subchart may stand there several times. */
export interface ChartInstance {
  /** Its alias or its own name: the key of its values in those of its parent. */
  readonly name: string;
  readonly chart: Chart;
  /** The chart's default values, with what it imports from its subcharts. */
  readonly defaults: JsonObject;
  readonly subcharts: readonly ChartInstance[];
}

const untouched = new WeakMap<Chart, ChartInstance>();

/** All subcharts under their own names, as they are before Helm looks at aliases and conditions. */
export function untouchedInstance(chart: Chart): ChartInstance {
  const known = untouched.get(chart);
  if (known !== undefined) return known;
  const made: ChartInstance = {
    name: chart.name,
    chart,
    defaults: chart.defaults.data,
    subcharts: chart.subcharts.map(untouchedInstance),
  };
  untouched.set(chart, made);
  return made;
}
