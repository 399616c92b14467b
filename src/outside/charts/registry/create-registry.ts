import type { AddonsError } from "../../../support/addons-error.ts";
import { onceFor } from "../../../support/once.ts";
import type { ChartArchive, OfferedVersion } from "../chart-archives.ts";
import { MAX_DOWNLOAD } from "../archive/archive-limits.ts";
import { chartError, refusedChart } from "../archive/chart-error.ts";
import { readChart } from "../archive/read-chart.ts";
import type { TransferEvent } from "../transfer/transfer-event.ts";
import type { ShownTransfer } from "../transfer/with-retries.ts";
import { chartVersions, versionTag } from "./chart-versions.ts";
import type { Descriptor } from "./descriptor.ts";
import { findChart, type FoundChart } from "./find-chart.ts";
import type { RegistryReader } from "./registry-reader.ts";

/** Charts in OCI registries. `reference` is `host[:port]/path/name`. */
export interface Registry {
  versions(reference: string): Promise<readonly OfferedVersion[]>;
  /** This one version, asked for by its tag; nothing is listed. AddonsError `CHART-NO-VERSION` without such a tag. */
  offer(reference: string, version: string): Promise<OfferedVersion>;
  download(reference: string, version: string): Promise<ChartArchive>;
  /** The archive by its own digest, `undefined` when the registry does not have it (any more). */
  blob(reference: string, archive: string, what: string): Promise<Uint8Array | undefined>;
}

export function createRegistry(reader: RegistryReader, transfers: (event: TransferEvent) => void): Registry {
  // What was offered is what is downloaded.
  const charts = new Map<string, Promise<FoundChart>>();
  const find = (reference: string, version: string): Promise<FoundChart> =>
    onceFor(charts, `${reference}:${version}`, () => findChart(reference, versionTag(version), reader));
  return {
    async versions(reference) {
      return chartVersions(await reader.tags(reference));
    },
    async offer(reference, version) {
      const { layer, digest } = await find(reference, version);
      return { version, deprecated: false, digest: layer.digest, manifest: digest };
    },
    async download(reference, version) {
      const { layer, digest } = await find(reference, version);
      const what = `oci://${reference} ${version}`;
      const name = reference.slice(reference.lastIndexOf("/") + 1);
      const shown = { what: `${name} ${version}`, from: `oci://${reference}`, transfers };
      const bytes = await readLayer(reference, layer, { reader, what, shown });
      return { ...(await readChart(bytes, what)), manifest: digest };
    },
    async blob(reference, archive, what) {
      const shown = { what, from: `oci://${reference}`, transfers };
      return await reader.blob(reference, archive, { limit: MAX_DOWNLOAD, shown });
    },
  };
}

async function readLayer(
  reference: string,
  { digest, size }: Descriptor,
  at: { readonly reader: RegistryReader; readonly what: string; readonly shown: ShownTransfer },
): Promise<Buffer> {
  const { reader, what, shown } = at;
  if (size > MAX_DOWNLOAD) throw refusedChart("CHART-TOO-LARGE", `${what}: has ${size} bytes`);
  const bytes = await reader.blob(reference, digest, { limit: MAX_DOWNLOAD, shown });
  if (!bytes) throw withoutArchive(what, digest);
  if (bytes.length === size) return bytes;
  const message = `${what}: the manifest promises ${size} bytes, the archive has ${bytes.length}`;
  throw refusedChart("CHART-DIGEST", message);
}

function withoutArchive(what: string, digest: string): AddonsError {
  const message = `${what}: the registry has the manifest, but not the archive ${digest} that it names`;
  return chartError("CHART-NO-VERSION", message, "push the chart again, or choose another version");
}
