import type { Cluster } from "../manifest/environment.ts";
import type { KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";

const NAMESPACES: Resource = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespaced: false };

/**
 * One request. Throws AddonsError `SYNC-WRONG-CLUSTER` (refused) when the manifest's uid is not the one of this cluster's kube-system
 * namespace, and KUBE-* when it cannot be read.
 */
export async function refuseWrongCluster(cluster: Cluster, kubernetes: KubernetesReader): Promise<void> {
  const system = await kubernetes.get({ resource: NAMESPACES, name: "kube-system" });
  const uid = system?.metadata["uid"];
  if (cluster.uid === undefined || uid === cluster.uid) return;
  throw new AddonsError(
    "SYNC-WRONG-CLUSTER",
    `${cluster.name}: ${kubernetes.server} is another cluster: its kube-system namespace has uid ${typeof uid === "string" ? uid : "(none)"}, ` +
      `the manifest says ${cluster.uid}`,
    {
      kind: "refused",
      hint: `check the kubeconfig context of ${cluster.name} (${cluster.at.file}:${cluster.at.line}), or correct its uid`,
    },
  );
}

/** One request: whether the server runs the Kubernetes minor version that the manifest declares. A warning, for charts may render all the same. */
export async function kubernetesWarnings(cluster: Cluster, kubernetes: KubernetesReader): Promise<readonly Problem[]> {
  const at = cluster.kubernetesAt ?? cluster.at;
  try {
    const live = await kubernetes.version();
    if (live === cluster.kubernetes) return [];
    return [
      {
        code: "SYNC-KUBERNETES-DIFFERS",
        severity: "warning",
        message: `${cluster.name} runs Kubernetes ${live}, the manifest says ${cluster.kubernetes}`,
        hint: `charts are rendered for what the manifest says: set kubernetes: "${live}"`,
        at,
      },
    ];
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return [
      {
        code: "SYNC-KUBERNETES-UNKNOWN",
        severity: "warning",
        message: `${cluster.name} does not tell its Kubernetes version: ${error.message}`,
        at,
      },
    ];
  }
}
