import { isJsonObject, type JsonObject } from "../../../support/json.ts";
import { chartError } from "../archive/chart-error.ts";
import { describeBytes } from "../archive/describe-bytes.ts";
import { type Descriptor, parseDescriptor } from "./descriptor.ts";

const CONFIG_TYPE = "application/vnd.cncf.helm.config.v1+json";
const CHART_TYPE = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
/** Helm before 3.7; others use it, too, so that it counts beside Helm's config only. */
const OLD_CHART_TYPE = "application/tar+gzip";
const PROVENANCE_TYPE = "application/vnd.cncf.helm.chart.provenance.v1.prov";

/** What a manifest of a registry is, as far as charts are concerned. */
export type ChartManifest =
  | {
      readonly kind: "chart";
      /** The .tgz. */
      readonly layer: Descriptor;
      /** The .prov beside it. */
      readonly provenance?: Descriptor;
    }
  /** An index; entries that say of themselves that they are charts first. */
  | { readonly kind: "index"; readonly entries: readonly Descriptor[] }
  | { readonly kind: "other"; readonly type: string };

/** Throws AddonsError `CHART-REGISTRY` for what is no manifest, or two things at once. */
export function readChartManifest(bytes: Uint8Array, what: string): ChartManifest {
  const data = parse(bytes);
  if (!data) {
    const hint = "is this a registry? look at what it serves";
    throw chartError("CHART-REGISTRY", `${what}: expected a manifest, got ${describeBytes(bytes)}`, hint);
  }
  const { manifests, layers } = data;
  if (manifests !== undefined && layers !== undefined) {
    // One reader would take it for an index, another one for a chart.
    throw chartError("CHART-REGISTRY", `${what}: its manifest has layers and manifests, which is neither`);
  }
  if (Array.isArray(manifests)) return { kind: "index", entries: readEntries(manifests) };
  const config = isJsonObject(data["config"]) ? data["config"]["mediaType"] : undefined;
  const types = [config, data["artifactType"]].filter((type) => typeof type === "string");
  const chartLayers = layersOf(layers, types.includes(CONFIG_TYPE) ? [CHART_TYPE, OLD_CHART_TYPE] : [CHART_TYPE]);
  if (chartLayers.length === 0) return { kind: "other", type: types[0] ?? "none" };
  if (chartLayers.length > 1) {
    throw chartError("CHART-REGISTRY", `${what}: its manifest holds ${chartLayers.length} charts in layers`);
  }
  const [layer] = chartLayers.map(parseDescriptor);
  if (!layer) throw chartError("CHART-REGISTRY", `${what}: its manifest names no usable digest`);
  const provenance = layersOf(layers, [PROVENANCE_TYPE]).map(parseDescriptor)[0];
  return { kind: "chart", layer, ...(provenance === undefined ? {} : { provenance }) };
}

/** Whether an entry of an index says that it is a chart; most say nothing. */
export function saysChart({ artifactType }: Descriptor): boolean {
  return artifactType === CONFIG_TYPE || artifactType === CHART_TYPE;
}

function layersOf(layers: unknown, types: readonly unknown[]): readonly JsonObject[] {
  const list: readonly unknown[] = Array.isArray(layers) ? layers : [];
  return list.filter(isJsonObject).filter((layer) => types.includes(layer["mediaType"]));
}

function readEntries(manifests: readonly unknown[]): readonly Descriptor[] {
  const entries = manifests.filter(isJsonObject).flatMap((entry) => parseDescriptor(entry) ?? []);
  return [...entries.filter(saysChart), ...entries.filter((entry) => !saysChart(entry))];
}

function parse(bytes: Uint8Array): JsonObject | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return isJsonObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
