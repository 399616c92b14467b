import type { ChartArchive } from "../chart-archives.ts";
import { chartOfFiles } from "./chart-of-files.ts";
import { readTar } from "./read-tar.ts";
import { unzip } from "./unzip.ts";

/** A .tgz as a chart: hashed, unpacked in memory, checked. `origin` (no credentials in it) names it in errors. */
export async function readChart(bytes: Uint8Array, origin: string): Promise<ChartArchive> {
  const entries = readTar(await unzip(bytes, origin), origin);
  return chartOfFiles({ entries, origin, pack: () => bytes });
}
