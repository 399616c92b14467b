import type { Addon, Cluster } from "../manifest/environment.ts";
import type { DesiredRelease } from "../desired/desired-release.ts";
import { checkDrift, type DriftOutside } from "../drift/check-drift.ts";
import { kubernetesWarnings, refuseWrongCluster } from "../drift/cluster-identity.ts";
import type { ClusterDrift } from "../drift/finding.ts";
import { readRevisions } from "../release/read-revisions.ts";
import type { RevisionSummary } from "../release/release-record.ts";
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
  /** Whether the server's Kubernetes version is compared also when there is nothing to do, at the price of one request. */
  readonly version?: "with-work" | "always";
}

/**
 * Decides what a sync will do, with reads only. Throws AddonsError `SYNC-WRONG-CLUSTER` (refused) when the manifest's uid is not
 * this cluster's, and KUBE-* when the cluster cannot be read.
 */
export async function planCluster(request: PlanRequest, outside: DriftOutside): Promise<Plan> {
  return (await planFromRevisions(request, outside)).plan;
}

/** As `planCluster`, with the revisions that the plan was made from. */
export async function planFromRevisions(
  request: PlanRequest,
  outside: DriftOutside,
): Promise<{ readonly plan: Plan; readonly revisions: readonly RevisionSummary[] }> {
  const [, revisions] = await Promise.all([
    refuseWrongCluster(request.cluster, outside.kubernetes),
    readRevisions(outside.kubernetes),
  ]);
  const drift = await lookAtLiveObjects(request, outside);
  const steps = wantedSteps(request, revisions, drift);
  const undeclared = undeclaredReleases(request, revisions);
  const prune = request.prune === "uninstall" ? pruneSteps(undeclared, steps) : [];
  const all = [...steps, ...prune].sort((left, right) => (left.addon < right.addon ? -1 : 1));
  const isCompared = request.version === "always" || all.some(isWork);
  const warnings = isCompared ? await kubernetesWarnings(request.cluster, outside.kubernetes) : [];
  const plan: Plan = {
    formatVersion: 1,
    environment: request.environment,
    cluster: request.cluster.name,
    steps: all,
    ...(undeclared.length > 0 && { undeclared: undeclared.map(describeUndeclared) }),
    ...(drift !== undefined && drift.incomplete.length > 0 && { incomplete: drift.incomplete }),
    ...(warnings.length > 0 && { warnings }),
  };
  return { plan, revisions };
}

/** What a sync does something for. */
export function isWork(step: Step): boolean {
  return step.op !== "keep" && step.op !== "refuse";
}

/** Undefined when nothing asks for a look. */
async function lookAtLiveObjects(
  { environment, cluster, desired, look }: PlanRequest,
  outside: DriftOutside,
): Promise<ClusterDrift | undefined> {
  const looked = look === "live" ? desired : desired.filter((release) => release.addon.repair);
  return looked.length === 0
    ? undefined
    : checkDrift({ environment, cluster, desired: looked, identity: "known" }, outside);
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
