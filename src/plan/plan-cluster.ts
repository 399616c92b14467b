import type { Addon, Cluster } from "../manifest/environment.ts";
import type { DesiredRelease } from "../desired/desired-release.ts";
import { checkDrift, type DriftOutside } from "../drift/check-drift.ts";
import type { ClusterDrift } from "../drift/finding.ts";
import type { KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import { readRevisions } from "../release/read-revisions.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import { classifyRelease } from "./classify-release.ts";
import { missingNeeds } from "./missing-needs.ts";
import type { Plan, Step } from "./plan.ts";
import { pruneSteps } from "./prune-steps.ts";
import { stepFor } from "./step-for.ts";
import { undeclaredReleases } from "./undeclared-releases.ts";

export interface PlanRequest {
  readonly environment: string;
  readonly cluster: Cluster;
  /** All add-ons of the cluster, or the selected ones. */
  readonly desired: readonly DesiredRelease[];
  /** `records`: two requests, release records only; add-ons with `repair: true` are looked at live all the same. */
  readonly look: "records" | "live";
  readonly prune?: "keep" | "uninstall";
}

/**
 * Decides what a sync will do, with reads only. Throws AddonsError `SYNC-WRONG-CLUSTER` (refused) when the manifest's uid is not
 * this cluster's, and KUBE-* when the cluster cannot be read.
 */
export async function planCluster(request: PlanRequest, outside: DriftOutside): Promise<Plan> {
  const [, revisions] = await Promise.all([
    refuseWrongCluster(request.cluster, outside.kubernetes),
    readRevisions(outside.kubernetes),
  ]);
  const drift = await lookAtLiveObjects(request, outside);
  const steps = wantedSteps(request, revisions, drift);
  const undeclared = undeclaredReleases(request, revisions);
  const prune = request.prune === "uninstall" ? pruneSteps(undeclared, steps) : [];
  return {
    formatVersion: 1,
    environment: request.environment,
    cluster: request.cluster.name,
    steps: [...steps, ...prune].sort((left, right) => (left.addon < right.addon ? -1 : 1)),
    ...(undeclared.length > 0 && { undeclared: undeclared.map(describeUndeclared) }),
    ...(drift !== undefined && drift.incomplete.length > 0 && { incomplete: drift.incomplete }),
  };
}

const NAMESPACES: Resource = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespaced: false };

async function refuseWrongCluster(cluster: Cluster, kubernetes: KubernetesReader): Promise<void> {
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

/** Undefined when nothing asks for a look. */
async function lookAtLiveObjects(
  { environment, cluster, desired, look }: PlanRequest,
  outside: DriftOutside,
): Promise<ClusterDrift | undefined> {
  const looked = look === "live" ? desired : desired.filter((release) => release.addon.repair);
  return looked.length === 0 ? undefined : checkDrift({ environment, cluster, desired: looked }, outside);
}

function wantedSteps(
  { cluster, desired }: PlanRequest,
  revisions: readonly RevisionSummary[],
  drift: ClusterDrift | undefined,
): readonly Step[] {
  const planned = new Set(desired.map((release) => release.addon.name));
  return desired.map((release) => {
    const own = revisionsOf(release.addon, revisions);
    const findings = (drift?.findings ?? []).filter((finding) => isAbout(finding, release.addon));
    const after = release.addon.needs.filter((need) => planned.has(need));
    const step = stepFor(classifyRelease({ desired: release, revisions: own, findings }), release, after);
    return missingNeeds({ step, cluster, planned }, revisions) ?? step;
  });
}

function revisionsOf(
  identity: { readonly release: string; readonly namespace: string },
  revisions: readonly RevisionSummary[],
): readonly RevisionSummary[] {
  return revisions.filter((it) => it.release === identity.release && it.namespace === identity.namespace);
}

function isAbout(finding: { readonly release: string; readonly namespace: string }, addon: Addon): boolean {
  return finding.release === addon.release && finding.namespace === addon.namespace;
}

function describeUndeclared(latest: RevisionSummary) {
  return {
    addon: latest.marks.addon ?? latest.release,
    release: latest.release,
    namespace: latest.namespace,
    revision: latest.revision,
    protected: latest.marks.protected ?? false,
  };
}
