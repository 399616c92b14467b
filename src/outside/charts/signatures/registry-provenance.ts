import { isJsonObject } from "../../../support/json.ts";
import { parseDescriptor } from "../registry/descriptor.ts";
import type { RegistryReader } from "../registry/registry-reader.ts";
import { refusedChart } from "../archive/chart-error.ts";
import { MAX_SIGNATURE } from "./signed-manifest.ts";

const PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";

/** The .prov that `helm push` puts beside the chart, into its manifest; undefined when there is none. */
export async function readRegistryProvenance(
  reference: string,
  manifest: string | undefined,
  reader: RegistryReader,
): Promise<Uint8Array | undefined> {
  const answer = manifest === undefined ? undefined : await reader.manifest(reference, manifest);
  if (answer === undefined) return undefined;
  const data: unknown = JSON.parse(answer.bytes.toString("utf8"));
  const layers: readonly unknown[] = isJsonObject(data) && Array.isArray(data["layers"]) ? data["layers"] : [];
  const found = layers
    .filter(isJsonObject)
    .flatMap((layer) => parseDescriptor(layer) ?? [])
    .find(({ mediaType }) => mediaType === PROVENANCE);
  if (found === undefined) return undefined;
  if (found.size > MAX_SIGNATURE) {
    const message = `oci://${reference}@${manifest}: its provenance file has ${found.size} bytes; at most ${MAX_SIGNATURE} are read`;
    throw refusedChart("CHART-SIGNATURE", message);
  }
  return await reader.blob(reference, found.digest, MAX_SIGNATURE);
}
