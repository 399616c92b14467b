import { gzipSync } from "node:zlib";
import type { KubernetesObject } from "../../src/outside/kubernetes/kubernetes.ts";

/** A release Secret as the API server hands it out; `json` is the record's text. */
export function releaseSecret(
  json: string,
  parts: { readonly name?: string; readonly labels?: Record<string, string>; readonly packing?: "gzip" | "plain" } = {},
): KubernetesObject {
  const bytes = parts.packing === "plain" ? Buffer.from(json) : gzipSync(json);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: parts.name ?? "sh.helm.release.v1.web.v2",
      namespace: "shop",
      uid: "u-1",
      resourceVersion: "41",
      labels: { owner: "helm", name: "web", status: "deployed", version: "2", ...parts.labels },
    },
    type: "helm.sh/release.v1",
    data: { release: Buffer.from(bytes.toString("base64")).toString("base64") },
  };
}
