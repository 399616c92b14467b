import { isJsonObject } from "../../../support/json.ts";
import { chartError } from "../archive/chart-error.ts";

const CONFIG_TYPE = "application/vnd.cncf.helm.config.v1+json";
const LAYER_TYPES: readonly unknown[] = [
  "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  // Helm before 3.7.
  "application/tar+gzip",
];

/** The layer of an OCI manifest that is the chart's .tgz. */
export interface ChartLayer {
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly size: number;
}

export function chartLayer(manifest: Buffer, what: string): ChartLayer {
  const data = parse(manifest);
  if (!data) throw chartError("CHART-REGISTRY", `${what}: its manifest is not JSON`);
  if (Array.isArray(data["manifests"])) {
    throw chartError("CHART-REGISTRY", `${what}: is an index of several artifacts, not one chart`);
  }
  const config = isJsonObject(data["config"]) ? data["config"]["mediaType"] : undefined;
  const layers: readonly unknown[] = Array.isArray(data["layers"]) ? data["layers"] : [];
  const layer = layers.filter(isJsonObject).find((candidate) => LAYER_TYPES.includes(candidate["mediaType"]));
  if (config !== CONFIG_TYPE || !layer) {
    const kind = typeof config === "string" ? ` (its type is ${JSON.stringify(config)})` : "";
    throw chartError(
      "CHART-NOT-A-CHART",
      `${what}: is not a Helm chart${kind}`,
      "container images and charts have different names; check the reference",
    );
  }
  const { digest, size } = layer;
  if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest) || typeof size !== "number") {
    throw chartError("CHART-REGISTRY", `${what}: its manifest names no usable digest`);
  }
  return { digest, size };
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(bytes.toString("utf8"));
    return isJsonObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
