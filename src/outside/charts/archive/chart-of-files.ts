import { sha256 } from "../../../support/sha256.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { chartError, refusedChart } from "./chart-error.ts";
import { readChartMetadata } from "./chart-metadata.ts";
import { contentDigest } from "./content-digest.ts";
import type { TarFile } from "./read-tar.ts";

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
  };
}

function filesByPath(entries: readonly TarFile[], origin: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const file of entries) {
    const path = pathInChart(file.name, origin);
    if (files.has(path)) {
      throw refusedChart(
        "CHART-DUPLICATE",
        `${origin}: holds ${JSON.stringify(path)} twice, so its content is ambiguous`,
      );
    }
    files.set(path, file.bytes);
  }
  return files;
}

/** Without the top folder, as Helm does it; archives made on Windows may hold backslashes. */
function pathInChart(name: string, origin: string): string {
  const path = name.replaceAll("\\", "/");
  const parts = path.split("/");
  const inside = parts.slice(1).filter((part) => part !== "" && part !== ".");
  const unsafe =
    path.startsWith("/") ||
    /^[a-z]:/i.test(path) ||
    parts.includes("..") ||
    /^[a-z]:$/i.test(inside[0] ?? "") ||
    // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
    /[\u0000-\u001f\u007f]/.test(path);
  if (unsafe) {
    const message = `${origin}: holds ${JSON.stringify(name)}, which points outside the chart's folder`;
    throw refusedChart("CHART-UNSAFE-PATH", message);
  }
  if (inside.length === 0) {
    throw refusedChart("CHART-UNSAFE-PATH", `${origin}: holds ${JSON.stringify(name)} outside the chart's top folder`);
  }
  return inside.join("/");
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
