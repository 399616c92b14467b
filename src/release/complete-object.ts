import { isJsonObject } from "../support/json.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";

/**
 * The object as Helm sends it: what it adds to the stored manifest when it applies (setMetadataVisitor in
 * pkg/action/validate.go). Not for hooks and not for objects of crds/, which Helm leaves as they are.
 * The release's namespace is given only to objects known to be namespaced.
 */
export function completeObject(
  object: KubernetesObject,
  identity: { readonly release: string; readonly namespace: string; readonly scope?: "namespaced" | "cluster" },
): KubernetesObject {
  const metadata = isJsonObject(object.metadata) ? object.metadata : { name: "" };
  const own = metadata["namespace"];
  const hasNamespace = typeof own === "string" && own !== "";
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(identity.scope === "namespaced" && !hasNamespace && { namespace: identity.namespace }),
      labels: { ...fields(metadata["labels"]), "app.kubernetes.io/managed-by": "Helm" },
      annotations: {
        ...fields(metadata["annotations"]),
        "meta.helm.sh/release-name": identity.release,
        "meta.helm.sh/release-namespace": identity.namespace,
      },
    },
  };
}

function fields(value: unknown): Readonly<Record<string, never>> {
  return isJsonObject(value) ? (value as Readonly<Record<string, never>>) : {};
}
