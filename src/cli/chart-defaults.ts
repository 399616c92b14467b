import { chartDefaults as defaultsOf } from "../compare/chart-defaults.ts";
import { availableCharts, type AvailableChart } from "../check/available-charts.ts";
import { chartOf } from "../chart/chart-of.ts";
import { readLock } from "../lock/read-lock.ts";
import { LOCK_FILE, type Lockfile } from "../lock/lockfile.ts";
import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { JsonObject } from "../support/json.ts";
import type { Outside } from "./outside.ts";

/** An add-on on one cluster of an environment. */
export interface AddonPlace {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly addon: Addon;
}

export type ChartDefaults =
  | { readonly kind: "known"; readonly data: JsonObject }
  /** `error`: why, with what to do. */
  | { readonly kind: "missing"; readonly error: AddonsError };

/** The chart's own values at each place, in the order given. Reads what is on this computer and sends nothing. */
export async function chartDefaults(
  places: readonly AddonPlace[],
  outside: Outside,
): Promise<readonly ChartDefaults[]> {
  const lock = await lockOf(outside);
  const only = places.map(({ environment, cluster, addon }) => ({
    ...environment,
    clusters: [{ ...cluster, addons: [addon] }],
  }));
  const chartOfAddon = await availableCharts(only, lock, await outside.charts());
  const known = new Map<AvailableChart, Promise<ChartDefaults>>();
  return await Promise.all(
    places.map(({ addon }) => {
      const chart = chartOfAddon(addon);
      const read = known.get(chart) ?? readDefaults(addon.name, chart);
      known.set(chart, read);
      return read;
    }),
  );
}

async function lockOf(outside: Outside): Promise<Lockfile> {
  const read = await readLock(await outside.files());
  return read.kind === "read" ? read.lock : { lockVersion: 1, addons: {} };
}

async function readDefaults(name: string, chart: AvailableChart): Promise<ChartDefaults> {
  if (chart.kind === "read") {
    return { kind: "known", data: defaultsOf(chartOf(await chart.archive.unpacked())) };
  }
  if (chart.kind === "unusable") return { kind: "missing", error: chart.error };
  const message =
    chart.kind === "not-locked"
      ? `${name} has no pin in ${LOCK_FILE}, so its chart's default values are not known`
      : `the chart ${chart.pin.chart} is not on this computer, so its default values are not known`;
  const code = chart.kind === "not-locked" ? "LOCK-MISSING" : "CHART-NOT-CACHED";
  const hint = chart.kind === "not-locked" ? "addons lock" : `addons render --only ${name} downloads it`;
  return { kind: "missing", error: new AddonsError(code, message, { kind: "usage", hint }) };
}
