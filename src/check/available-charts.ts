import type { Chart } from "../chart/chart.ts";
import { chartOf } from "../chart/chart-of.ts";
import type { Lockfile, Pin } from "../lock/lockfile.ts";
import { pinFor } from "../lock/pin-key.ts";
import type { Addon, Environment } from "../manifest/environment.ts";
import type { ChartArchive, ChartArchives } from "../outside/charts/chart-archives.ts";
import { AddonsError } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import type { Problem } from "../support/problem.ts";

/** The chart of one add-on of one cluster, as far as it is at hand. */
export type AvailableChart =
  | {
      readonly kind: "read";
      readonly archive: ChartArchive;
      readonly chart: Chart;
      /** `asks`: its templates ask which APIs the cluster has, and render other objects where it has them. */
      readonly apis: "asks" | "does-not-ask";
    }
  | { readonly kind: "not-locked" }
  | {
      readonly kind: "not-cached";
      readonly pin: Pin;
      /** Set when only a subchart of it is not: which one, and where it is listed. */
      readonly subchart?: Problem;
    }
  | { readonly kind: "unusable"; readonly error: AddonsError };

export type ChartsOf = (addon: Addon) => AvailableChart;

const READS_AT_ONCE = 8;

/**
 * Reads every chart that the environments use, each once and without the network. A folder of the project is read as it is
 * now, whatever the lock says: what differs is told as a stale lock.
 */
export async function availableCharts(
  environments: readonly Environment[],
  lock: Lockfile,
  charts: Pick<ChartArchives, "available" | "current">,
): Promise<ChartsOf> {
  const wanted = new Map<string, () => Promise<AvailableChart>>();
  const keys = new Map<Addon, string>();
  for (const { addon, pin } of pinnedAddons(environments, lock)) {
    const key = chartKey(addon, pin);
    keys.set(addon, key);
    if (!wanted.has(key)) wanted.set(key, () => readChart(addon, pin, charts));
  }
  const read = await mapLimit([...wanted], READS_AT_ONCE, async ([key, readNow]) => [key, await readNow()] as const);
  const known = new Map(read);
  return (addon) => known.get(keys.get(addon) ?? "") ?? { kind: "not-locked" };
}

function pinnedAddons(
  environments: readonly Environment[],
  lock: Lockfile,
): readonly { readonly addon: Addon; readonly pin: Pin | undefined }[] {
  return environments.flatMap((environment) =>
    environment.clusters.flatMap((cluster) =>
      cluster.addons.map((addon) => ({ addon, pin: pinFor(lock, { environment, cluster, addon }) })),
    ),
  );
}

function chartKey({ chart }: Addon, pin: Pin | undefined): string {
  const subcharts = JSON.stringify(pin?.subcharts ?? []);
  if (chart.kind === "local") return `folder ${chart.path} ${pin?.commit ?? ""} ${subcharts}`;
  return pin === undefined ? "" : [pin.source, pin.chart, pin.archive, pin.content, subcharts].join("\n");
}

async function readChart(
  { chart }: Addon,
  pin: Pin | undefined,
  charts: Pick<ChartArchives, "available" | "current">,
): Promise<AvailableChart> {
  try {
    if (chart.kind === "local") return await readArchive(await charts.current(chart, pin));
    if (pin === undefined) return { kind: "not-locked" };
    const archive = await charts.available(pin);
    return archive === undefined ? { kind: "not-cached", pin } : await readArchive(archive);
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    const [subchart] = error.code === "CHART-SUBCHART-MISSING" ? error.problems : [];
    return subchart && pin ? { kind: "not-cached", pin, subchart } : { kind: "unusable", error };
  }
}

async function readArchive(archive: ChartArchive): Promise<AvailableChart> {
  const files = await archive.unpacked();
  const asks = [...files].some(([path, bytes]) => /(^|\/)templates\//.test(path) && asksForApis(bytes));
  return { kind: "read", archive, chart: chartOf(files), apis: asks ? "asks" : "does-not-ask" };
}

function asksForApis(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes("Capabilities.APIVersions");
}
