import type { ChartArchive, OfferedVersion } from "../chart-archives.ts";
import { chartError, refusedChart } from "../archive/chart-error.ts";
import { readChart } from "../archive/read-chart.ts";
import { chartLayer } from "./chart-layer.ts";
import type { RegistryReader } from "./registry-reader.ts";

/** Charts in OCI registries. `reference` is `host[:port]/path/name`. */
export interface Registry {
  versions(reference: string): Promise<readonly OfferedVersion[]>;
  download(reference: string, version: string): Promise<ChartArchive>;
  /** The archive by its own digest, `undefined` when the registry does not have it (any more). */
  blob(reference: string, archive: string, what: string): Promise<Uint8Array | undefined>;
}

const MAX_ARCHIVE = 32 * 1024 * 1024;

export function createRegistry(reader: RegistryReader, progress: (message: string) => void): Registry {
  return {
    async versions(reference) {
      return versionsOf(await reader.tags(reference));
    },
    async download(reference, version) {
      progress(`oci://${reference} ${version}: downloading`);
      return await downloadChart(reference, version, reader);
    },
    async blob(reference, archive, what) {
      progress(`${what}: downloading from oci://${reference}`);
      return await reader.blob(reference, archive, MAX_ARCHIVE);
    },
  };
}

/** `+` cannot stand in a tag, so Helm writes `_`. Tags that are no versions belong to signatures and the like. */
function versionsOf(tags: readonly string[]): readonly OfferedVersion[] {
  return tags
    .map((tag) => tag.replaceAll("_", "+"))
    .filter((version) => /^v?\d+\.\d+\.\d+([-+]|$)/.test(version))
    .map((version) => ({ version, deprecated: false }));
}

async function downloadChart(reference: string, version: string, reader: RegistryReader): Promise<ChartArchive> {
  const what = `oci://${reference} ${version}`;
  const manifest = await reader.manifest(reference, version.replaceAll("+", "_"));
  if (!manifest) throw notThere(what, "the registry answered 404");
  const layer = chartLayer(manifest.bytes, what);
  if (layer.size > MAX_ARCHIVE) throw refusedChart("CHART-TOO-LARGE", `${what}: has ${layer.size} bytes`);
  const bytes = await reader.blob(reference, layer.digest, MAX_ARCHIVE);
  if (!bytes) throw notThere(what, `its manifest names ${layer.digest}, which the registry does not have`);
  return { ...(await readChart(bytes, what)), manifest: manifest.digest };
}

function notThere(what: string, why: string): Error {
  return chartError("CHART-SOURCE", `${what}: ${why}`, "check repo, chart and version in the manifest");
}
