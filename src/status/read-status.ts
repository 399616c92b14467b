import type { DesiredRelease } from "../desired/desired-release.ts";
import type { ClusterDrift } from "../drift/finding.ts";
import type { Cluster } from "../manifest/environment.ts";
import type { KubernetesObject, KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import { planCluster } from "../plan/plan-cluster.ts";
import { decodeRelease } from "../release/decode-release.ts";
import { SECRETS } from "../release/read-revisions.ts";
import type { ReleaseRecord } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import { addonStatus, declaredWorkloads, workloadKey, type LiveWorkloads } from "./addon-status.ts";
import type { ClusterStatus } from "./status-report.ts";

export interface StatusRequest {
  readonly environment: string;
  readonly cluster: Cluster;
  readonly desired: readonly DesiredRelease[];
}

/**
 * What runs in one cluster, with reads only: the plan's two requests, the server's version, one list of this environment's release records, and one list per
 * kind of workload they declare. Throws what `planCluster` throws.
 */
export async function readStatus(
  request: StatusRequest,
  outside: { readonly kubernetes: KubernetesReader },
): Promise<ClusterStatus> {
  const { kubernetes } = outside;
  const [plan, records] = await Promise.all([
    planCluster({ ...request, look: "records", version: "always" }, outside),
    readRecords(request.environment, kubernetes),
  ]);
  const { live, incomplete } = await readWorkloads([...records.values()], kubernetes);
  return {
    cluster: request.cluster.name,
    addons: plan.steps.map((step) => addonStatus(step, records.get(recordKey(step)), live)),
    incomplete,
    ...(plan.warnings !== undefined && { warnings: plan.warnings }),
    requests: kubernetes.requests,
  };
}

/** The newest record of each release that carries this environment's marks. */
async function readRecords(
  environment: string,
  kubernetes: KubernetesReader,
): Promise<ReadonlyMap<string, ReleaseRecord>> {
  const labelSelector = `owner=helm,status!=superseded,addons/environment=${environment}`;
  const secrets = await kubernetes.list({ resource: SECRETS, labelSelector });
  const newest = new Map<string, ReleaseRecord>();
  for (const record of secrets.items.flatMap(readable)) {
    const known = newest.get(recordKey(record));
    if (known === undefined || known.revision < record.revision) newest.set(recordKey(record), record);
  }
  return newest;
}

/** A record that cannot be read leaves its add-on without version and readiness, and the others as they are. */
function readable(secret: KubernetesObject): readonly ReleaseRecord[] {
  try {
    return [decodeRelease(secret)];
  } catch (error) {
    if (error instanceof AddonsError) return [];
    throw error;
  }
}

function recordKey(identity: { readonly namespace: string; readonly release: string }): string {
  return `${identity.namespace}/${identity.release}`;
}

const WORKLOADS: readonly Resource[] = [
  { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true },
  { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets", namespaced: true },
  { apiVersion: "apps/v1", kind: "DaemonSet", plural: "daemonsets", namespaced: true },
  { apiVersion: "batch/v1", kind: "Job", plural: "jobs", namespaced: true },
];

async function readWorkloads(records: readonly ReleaseRecord[], kubernetes: KubernetesReader) {
  const declared = new Set(records.flatMap(declaredWorkloads).map((workload) => workload.kind));
  const kinds = new Set<string>();
  const objects = new Map<string, KubernetesObject>();
  const incomplete: ClusterDrift["incomplete"][number][] = [];
  const read = async (resource: Resource): Promise<void> => {
    try {
      const list = await kubernetes.list({ resource, labelSelector: "app.kubernetes.io/managed-by=Helm" });
      kinds.add(resource.kind);
      for (const item of list.items) objects.set(liveKey(resource.kind, item), { ...item, kind: resource.kind });
    } catch (error) {
      if (!(error instanceof AddonsError)) throw error;
      incomplete.push({
        what: resource.plural,
        why: error.message,
        ...(error.hint !== undefined && { hint: error.hint }),
      });
    }
  };
  await Promise.all(WORKLOADS.filter((resource) => declared.has(resource.kind)).map(read));
  const live: LiveWorkloads = { kinds, objects };
  return { live, incomplete };
}

function liveKey(kind: string, object: KubernetesObject): string {
  const namespace = object.metadata["namespace"];
  return workloadKey({ kind, namespace: typeof namespace === "string" ? namespace : "", name: object.metadata.name });
}
