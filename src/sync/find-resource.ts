import type { KubernetesObject, KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import { AddonsError } from "../support/addons-error.ts";

type Wanted = Pick<KubernetesObject, "kind"> & { readonly apiVersion?: string };

/** The served resource of a kind; asks the server once more when it is new. Throws AddonsError `SYNC-KIND-UNKNOWN` (failed). */
export async function findResource(kubernetes: KubernetesReader, wanted: Wanted): Promise<Resource> {
  const found = pick(await kubernetes.resources(), wanted);
  if (found !== undefined) return found;
  kubernetes.forgetResources();
  const fresh = pick(await kubernetes.resources(), wanted);
  if (fresh !== undefined) return fresh;
  const kind = wanted.apiVersion === undefined ? wanted.kind : `${wanted.apiVersion} ${wanted.kind}`;
  throw new AddonsError("SYNC-KIND-UNKNOWN", `the API server does not serve ${kind}`, {
    kind: "failed",
    hint: "install the add-on that brings this kind first (needs), or correct the kind",
  });
}

/** Without an API version the first that serves the kind, Kubernetes' own groups before others. */
function pick(resources: readonly Resource[], wanted: Wanted): Resource | undefined {
  const serving = resources.filter((it) => it.kind === wanted.kind && !it.plural.includes("/"));
  if (wanted.apiVersion !== undefined) return serving.find((it) => it.apiVersion === wanted.apiVersion);
  return serving.find((it) => !it.apiVersion.includes(".")) ?? serving[0];
}
