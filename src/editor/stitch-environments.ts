import { chartOf } from "../chart/chart-of.ts";
import type { Chart } from "../chart/chart.ts";
import { pinFor } from "../lock/pin-key.ts";
import type { Lockfile, Pin } from "../lock/lockfile.ts";
import type { Addon, Environment } from "../manifest/environment.ts";
import type { ChartArchive, ChartArchives } from "../outside/charts/chart-archives.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { AddonCharts } from "./stitched-schema.ts";

export interface ChartsAtHand {
  readonly charts: AddonCharts;
  /** Add-ons without a chart here, with the reason, sorted by name. */
  readonly missing: readonly { readonly addon: string; readonly reason: string }[];
}

/** The charts of all add-ons of these environments, as far as they are on this computer: nothing is downloaded. */
export async function chartsAtHand(
  environments: readonly Environment[],
  lock: Lockfile,
  outside: Pick<ChartArchives, "available" | "current">,
): Promise<ChartsAtHand> {
  const found = new Map<string, Map<string, Chart>>();
  const missing = new Map<string, string>();
  for (const place of placesOf(environments, lock)) {
    const { name } = place.addon;
    const versions = found.get(name) ?? new Map<string, Chart>();
    const key = keyOf(place);
    if (versions.has(key) || missing.has(name)) continue;
    const read = await readChart(place, outside);
    if (read.kind === "missing") missing.set(name, read.reason);
    else found.set(name, versions.set(key, read.chart));
  }
  return {
    charts: Object.fromEntries(sorted(found).map(([name, versions]) => [name, [...versions.values()]])),
    missing: sorted(missing).map(([addon, reason]) => ({ addon, reason })),
  };
}

interface Place {
  readonly addon: Addon;
  readonly pin: Pin | undefined;
}

function placesOf(environments: readonly Environment[], lock: Lockfile): readonly Place[] {
  return environments.flatMap((environment) =>
    environment.clusters.flatMap((cluster) =>
      cluster.addons.map((addon) => ({ addon, pin: pinFor(lock, { environment, cluster, addon }) })),
    ),
  );
}

/** Equal for places with the same chart. */
function keyOf({ addon, pin }: Place): string {
  const { kind } = addon.chart;
  return JSON.stringify([kind === "local" ? addon.chart.path : pin?.content, pin?.commit, pin?.subcharts]);
}

type ReadChart =
  | { readonly kind: "read"; readonly chart: Chart }
  | { readonly kind: "missing"; readonly reason: string };

async function readChart(place: Place, outside: Pick<ChartArchives, "available" | "current">): Promise<ReadChart> {
  try {
    const archive = await archiveOf(place, outside);
    if (typeof archive === "string") return { kind: "missing", reason: archive };
    return { kind: "read", chart: chartOf(await archive.unpacked()) };
  } catch (error) {
    // A broken chart is told by `addons validate`; here it is one without a schema.
    if (!(error instanceof AddonsError)) throw error;
    return { kind: "missing", reason: error.message };
  }
}

/** A chart of the project as it is now, whatever the lock says: its author is who wants to complete its values. */
async function archiveOf(
  { addon, pin }: Place,
  outside: Pick<ChartArchives, "available" | "current">,
): Promise<ChartArchive | string> {
  if (addon.chart.kind === "local") return await outside.current(addon.chart, pin);
  if (pin === undefined) return "it is not locked: run `addons lock`";
  return (await outside.available(pin)) ?? "its chart is not on this computer: `addons render` fetches it";
}

function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1));
}
