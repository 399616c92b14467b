import { once } from "../../../support/once.ts";
import { sha256 } from "../../../support/sha256.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { chartError } from "./chart-error.ts";
import { readChartMetadata } from "./chart-metadata.ts";
import { contentDigest } from "./content-digest.ts";
import { filesByPath } from "./files-by-path.ts";
import type { TarFile } from "./read-tar.ts";
import { unpackSubcharts } from "./unpack-subcharts.ts";

export interface ChartFiles {
  /** Names begin with the chart's folder, as in an archive. */
  readonly entries: readonly TarFile[];
  /** Names the chart in errors; no credentials in it. */
  readonly origin: string;
  /** Makes the .tgz. Called at most once and only when somebody asks for it: a run with nothing to do never does. */
  readonly pack: (name: string, files: ReadonlyMap<string, Uint8Array>) => Uint8Array;
}

/** Files as a chart: names checked, content hashed, Chart.yaml read. */
export function chartOfFiles({ entries, origin, pack }: ChartFiles): ChartArchive {
  const files = filesByPath(entries, origin);
  const chartFile = files.get("Chart.yaml");
  if (!chartFile) {
    throw chartError("CHART-NOT-A-CHART", `${origin}: has no Chart.yaml at its top, so it is not a Helm chart`);
  }
  const metadata = readChartMetadata(chartFile, origin);
  const bytes = once(() => pack(metadata.name, files));
  const archive = once(() => `sha256:${sha256(bytes())}`);
  return {
    get bytes() {
      return bytes();
    },
    get archive() {
      return archive();
    },
    content: contentDigest(metadata.name, files),
    metadata,
    files,
    unpacked: once(() => unpackSubcharts(files, origin)),
  };
}
