import type { NamespaceSettings } from "../manifest/environment.ts";
import { canonicalJson, type JsonObject, type JsonValue } from "../support/json.ts";
import { sha256 } from "../support/sha256.ts";

/** Everything that decides what a release puts into its cluster. Timeouts, history and order are left out: changing them changes nothing there. */
export interface HashInput {
  /** `h1:…` of the chart's files. */
  readonly content: string;
  /** `h1:…` of the subcharts that are pinned beside it, at every depth; absent when there are none. */
  readonly subcharts?: readonly string[];
  readonly values: JsonObject;
  readonly release: string;
  readonly namespace: string;
  /** What the manifest declares for the namespace itself. */
  readonly namespaceSettings?: NamespaceSettings;
  readonly crds: string;
  readonly protected: boolean;
  readonly helm: { readonly major: number; readonly minor: number };
  /** Major.minor; only for charts that read `.Capabilities`. */
  readonly kubernetes?: string;
}

/** 40 hex characters, so that `r<revision>-<hash>` fits a label value (63). */
export function desiredHash(input: HashInput): string {
  const hashed: JsonValue = {
    format: 1,
    content: input.content,
    ...(input.subcharts === undefined ? {} : { subcharts: [...input.subcharts] }),
    values: input.values,
    release: input.release,
    namespace: input.namespace,
    labels: input.namespaceSettings?.labels ?? {},
    annotations: input.namespaceSettings?.annotations ?? {},
    crds: input.crds,
    protected: input.protected,
    helm: `${input.helm.major}.${input.helm.minor}`,
    kubernetes: input.kubernetes ?? null,
  };
  return sha256(canonicalJson(hashed)).slice(0, 40);
}
