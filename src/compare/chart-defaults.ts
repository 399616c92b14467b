import type { Chart } from "../chart/chart.ts";
import type { JsonObject } from "../support/json.ts";

/** A chart's own values. */
export function chartDefaults(chart: Chart): JsonObject {
  return chart.defaults.data;
}
