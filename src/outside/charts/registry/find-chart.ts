import type { AddonsError } from "../../../support/addons-error.ts";
import { chartError } from "../archive/chart-error.ts";
import { readChartManifest, saysChart, type ChartManifest } from "./chart-manifest.ts";
import type { Descriptor } from "./descriptor.ts";
import type { RegistryManifest, RegistryReader } from "./registry-reader.ts";

/** A chart in a registry. */
export interface FoundChart {
  /** `sha256:<hex>` of the chart's own manifest, also when an index holds that. */
  readonly digest: string;
  readonly layer: Descriptor;
  readonly provenance?: Descriptor;
}

/**
 * The chart behind a tag or the digest of a manifest. An index may hold one chart beside images and the like; with several
 * it is luck which one a client takes, so it is refused. Throws AddonsError `CHART-NO-VERSION` (not there), `CHART-NOT-A-CHART`,
 * `CHART-REGISTRY`.
 */
export async function findChart(reference: string, tag: string, reader: RegistryReader): Promise<FoundChart> {
  const what = `oci://${reference}:${tag}`;
  const manifest = await reader.manifest(reference, tag);
  if (!manifest) throw notThere(what);
  const read = readChartManifest(manifest.bytes, what);
  if (read.kind === "chart") return found(manifest, read);
  if (read.kind === "other") throw noChart(what, `its type is ${JSON.stringify(read.type)}`);
  const charts = await chartsIn(read.entries, { reference, what, reader });
  const [first, ...others] = charts;
  if (!first) throw noChart(what, "it is an index that holds none");
  if (others.length === 0) return first;
  throw severalCharts(what, charts);
}

/** More entries than any index of images has for its platforms. */
const MAX_ENTRIES = 32;

/** Entries that say that they are charts are believed to be all there are; otherwise each manifest is looked at. */
async function chartsIn(
  entries: readonly Descriptor[],
  at: { readonly reference: string; readonly what: string; readonly reader: RegistryReader },
): Promise<readonly FoundChart[]> {
  const said = entries.filter(saysChart);
  const looked = said.length > 0 ? said : entries;
  if (looked.length > MAX_ENTRIES)
    throw chartError("CHART-REGISTRY", `${at.what}: an index of ${looked.length} entries`);
  const charts = new Map<string, FoundChart>();
  for (const { digest } of looked) {
    const manifest = await at.reader.manifest(at.reference, digest);
    const read = manifest && readChartManifest(manifest.bytes, `oci://${at.reference}@${digest}`);
    if (manifest && read?.kind === "chart") charts.set(digest, found(manifest, read));
  }
  return [...charts.values()];
}

function found({ digest }: RegistryManifest, { layer, provenance }: ChartManifest & { kind: "chart" }): FoundChart {
  return { digest, layer, ...(provenance === undefined ? {} : { provenance }) };
}

function notThere(what: string): AddonsError {
  const hint = "check repo, chart and version in the manifest";
  return chartError("CHART-NO-VERSION", `${what}: there is no such tag (the registry answered 404)`, hint);
}

function noChart(what: string, why: string): AddonsError {
  const hint = "container images and charts have different names; check the reference";
  return chartError("CHART-NOT-A-CHART", `${what}: is not a Helm chart (${why})`, hint);
}

function severalCharts(what: string, charts: readonly FoundChart[]): AddonsError {
  const list = charts.map(({ digest }) => digest).join(", ");
  const hint = "which of them a client gets is luck: have each chart pushed under a tag of its own";
  return chartError("CHART-REGISTRY", `${what}: an index of ${charts.length} charts: ${list}`, hint);
}
