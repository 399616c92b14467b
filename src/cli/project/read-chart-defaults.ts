import { chartDefaults } from "../../compare/chart-defaults.ts";
import { availableCharts, type AvailableChart } from "../../check/available-charts.ts";
import { chartOf } from "../../chart/chart-of.ts";
import type { Chart } from "../../chart/chart.ts";
import { readLock } from "../../lock/text/read-lock.ts";
import { LOCK_FILE, type Lockfile } from "../../lock/lockfile.ts";
import type { Addon, Cluster, Environment } from "../../manifest/environment.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { JsonObject } from "../../support/json.ts";
import type { Outside } from "../outside.ts";

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
export async function readChartDefaults(
  places: readonly AddonPlace[],
  outside: Outside,
): Promise<readonly ChartDefaults[]> {
  const lock = await lockOf(outside);
  const only = places.map(({ environment, cluster, addon }) => ({
    ...environment,
    clusters: [{ ...cluster, addons: [addon] }],
  }));
  const chartOfAddon = await availableCharts(only, lock, await outside.charts());
  const charts = new Map<AvailableChart, Promise<Chart>>();
  return await Promise.all(
    places.map(async ({ addon }): Promise<ChartDefaults> => {
      const found = chartOfAddon(addon);
      if (found.kind !== "read") return { kind: "missing", error: whyMissing(addon.name, found) };
      const chart = charts.get(found) ?? found.archive.unpacked().then(chartOf);
      charts.set(found, chart);
      return { kind: "known", data: chartDefaults(await chart, addon.values) };
    }),
  );
}

async function lockOf(outside: Outside): Promise<Lockfile> {
  const read = await readLock(await outside.files());
  return read.kind === "read" ? read.lock : { lockVersion: 1, addons: {} };
}

function whyMissing(name: string, chart: Exclude<AvailableChart, { readonly kind: "read" }>): AddonsError {
  if (chart.kind === "unusable") return chart.error;
  const [code, message, hint] =
    chart.kind === "not-locked"
      ? ["LOCK-MISSING", `${name} has no pin in ${LOCK_FILE}, so its chart's own values are not known`, "addons lock"]
      : [
          "CHART-NOT-CACHED",
          `the chart ${chart.pin.chart} is not on this computer, so its own values are not known`,
          `addons render --only ${name} fetches what the lock pins`,
        ];
  return new AddonsError(code, message, { kind: "usage", hint });
}
