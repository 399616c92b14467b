import type { ChartArchive, ChartArchives, OfferedVersion } from "../../outside/charts/chart-archives.ts";
import type { ChartSource } from "../../sources/chart-source.ts";
import { onceFor } from "../../support/once.ts";

/** Asks each source once per run, whatever the number of add-ons and environments. */
export interface ChartLookup {
  versions(source: ChartSource, from?: "first" | "all"): Promise<readonly OfferedVersion[]>;
  offer: ChartArchives["offer"];
  download(source: ChartSource, version: string): Promise<ChartArchive>;
  changedFiles: ChartArchives["changedFiles"];
  signerRule: ChartArchives["signerRule"];
}

export function lookUpOnce(charts: ChartArchives): ChartLookup {
  const listed = new Map<string, Promise<readonly OfferedVersion[]>>();
  const offered = new Map<string, Promise<OfferedVersion | undefined>>();
  const downloaded = new Map<string, Promise<ChartArchive>>();
  return {
    versions: (source, from = "first") =>
      onceFor(listed, JSON.stringify([source, from]), () => charts.versions(source, from)),
    offer: (source, version) =>
      onceFor(offered, JSON.stringify([source, version]), () => charts.offer(source, version)),
    download: (source, version) =>
      onceFor(downloaded, JSON.stringify([source, version]), () => charts.download(source, version)),
    changedFiles: (pin, archive) => charts.changedFiles(pin, archive),
    signerRule: (source) => charts.signerRule(source),
  };
}
