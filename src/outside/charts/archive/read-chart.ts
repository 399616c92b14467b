import { sha256 } from "../../../support/sha256.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { chartError, refusedChart } from "./chart-error.ts";
import { readChartMetadata } from "./chart-metadata.ts";
import { contentDigest } from "./content-digest.ts";
import { readTar } from "./read-tar.ts";
import { unzip } from "./unzip.ts";

/** A .tgz as a chart: hashed, unpacked in memory, checked. `origin` (no credentials in it) names it in errors. */
export async function readChart(bytes: Uint8Array, origin: string): Promise<ChartArchive> {
  const files = new Map<string, Uint8Array>();
  for (const file of readTar(await unzip(bytes, origin), origin)) {
    const path = pathInChart(file.name, origin);
    if (files.has(path)) {
      throw refusedChart(
        "CHART-DUPLICATE",
        `${origin}: holds ${JSON.stringify(path)} twice, so its content is ambiguous`,
      );
    }
    files.set(path, file.bytes);
  }
  const chartFile = files.get("Chart.yaml");
  if (!chartFile) {
    throw chartError(
      "CHART-NOT-A-CHART",
      `${origin}: holds no Chart.yaml in its top folder, so it is not a Helm chart`,
    );
  }
  const metadata = readChartMetadata(chartFile, origin);
  return {
    bytes,
    archive: `sha256:${sha256(bytes)}`,
    content: contentDigest(metadata.name, files),
    metadata,
    files,
  };
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
