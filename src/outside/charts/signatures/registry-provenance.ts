import { readChartManifest } from "../registry/chart-manifest.ts";
import type { RegistryReader } from "../registry/registry-reader.ts";
import { TOO_LARGE, type ProvenanceFile } from "./provenance-file.ts";
import { MAX_SIGNATURE, type SignedManifest } from "./signed-manifest.ts";

/** The .prov that `helm push` puts beside the chart, into its manifest; undefined when there is none. */
export async function readRegistryProvenance(
  { reference, digest }: SignedManifest,
  reader: RegistryReader,
): Promise<ProvenanceFile | undefined> {
  const answer = await reader.manifest(reference, digest);
  const read = answer && readChartManifest(answer.bytes, `oci://${reference}@${digest}`);
  if (read?.kind !== "chart" || read.provenance === undefined) return undefined;
  if (read.provenance.size > MAX_SIGNATURE) return TOO_LARGE;
  const bytes = await reader.blob(reference, read.provenance.digest, { limit: MAX_SIGNATURE });
  if (bytes === undefined) return { kind: "unreadable", why: "the registry lists it and does not have it" };
  return { kind: "file", bytes };
}
