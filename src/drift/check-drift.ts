import type { DesiredRelease } from "../desired/desired-release.ts";
import type { Cluster } from "../manifest/environment.ts";
import { readRevisions } from "../release/read-revisions.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import { checkObjects, type ObjectsOutside } from "./check-objects.ts";
import { kubernetesWarnings, refuseWrongCluster } from "./cluster-identity.ts";
import type { ClusterDrift, Finding } from "./finding.ts";
import { incomplete, type Incomplete } from "./incomplete.ts";
import { sortFindings } from "./make-finding.ts";
import { newest, readReleases } from "./read-releases.ts";
import { releaseFindings, undeclaredFinding } from "./release-findings.ts";

/**
 * Compares what the manifest declares, what the release records say, and what is live in one cluster. Sends GET only.
 *
 * Records first: one metadata-only list and the newest record of each release. Then the objects of each release's newest
 * deployed revision, as few reads as they take. What cannot be read ends in `incomplete`, never in "clean".
 */
export interface DriftRequest {
  readonly environment: string;
  readonly cluster: Cluster;
  /** The add-ons to look at; releases of others are told apart by `cluster.addons`. */
  readonly desired: readonly DesiredRelease[];
  /** `known`: the caller has made sure that this is the cluster, and asks for its version itself. */
  readonly identity?: "known" | "unknown";
}

export type DriftOutside = ObjectsOutside;

/**
 * Throws AddonsError `SYNC-WRONG-CLUSTER` (refused) when the manifest's uid is not this cluster's, and nothing else for what the cluster
 * does or refuses; an unreachable cluster is one `incomplete` entry.
 */
export async function checkDrift(request: DriftRequest, outside: DriftOutside): Promise<ClusterDrift> {
  const before = outside.kubernetes.requests;
  const result = await look(request, outside);
  return { cluster: request.cluster.name, ...result, requests: outside.kubernetes.requests - before };
}

type Result = Pick<ClusterDrift, "findings" | "incomplete" | "checked" | "warnings">;

async function look(request: DriftRequest, outside: DriftOutside): Promise<Result> {
  const [identity, listed] = await Promise.all([checkIdentity(request, outside), listRevisions(outside)]);
  if ("what" in listed) return { findings: [], incomplete: [listed], checked: { releases: 0, objects: 0 } };
  const { revisions } = listed;
  const [releases, warnings] = await Promise.all([
    readReleases(request.desired, revisions, outside.kubernetes),
    request.identity === "known" ? [] : kubernetesWarnings(request.cluster, outside.kubernetes),
  ]);
  const objects = await checkObjects(releases, outside);
  const records = releases.flatMap((release) => releaseFindings(release));
  return {
    findings: sortFindings([...records, ...objects.findings, ...undeclared(request, revisions)]),
    incomplete: onePerPlace([...identity, ...releases.flatMap((release) => release.incomplete), ...objects.incomplete]),
    checked: { releases: releases.length, objects: objects.checked },
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Asks only when the manifest says which cluster it is to be. */
async function checkIdentity(request: DriftRequest, outside: DriftOutside): Promise<readonly Incomplete[]> {
  if (request.identity === "known" || request.cluster.uid === undefined) return [];
  try {
    await refuseWrongCluster(request.cluster, outside.kubernetes);
    return [];
  } catch (error) {
    if (error instanceof AddonsError && error.kind === "refused") throw error;
    return [incomplete("compare the uid of the cluster with the manifest's", error)];
  }
}

async function listRevisions({
  kubernetes,
}: DriftOutside): Promise<{ readonly revisions: readonly RevisionSummary[] } | Incomplete> {
  try {
    return { revisions: await readRevisions(kubernetes) };
  } catch (error) {
    return incomplete("list the release records", error);
  }
}

/** Releases with this environment's marks that the manifest does not declare; releases of anybody else are nobody's business here. */
function undeclared({ environment, cluster }: DriftRequest, revisions: readonly RevisionSummary[]): readonly Finding[] {
  const declared = new Set(cluster.addons.map((addon) => `${addon.namespace}/${addon.release}`));
  const groups = Map.groupBy(revisions, (revision) => `${revision.namespace}/${revision.release}`);
  return [...groups].flatMap(([key, group]) => {
    const latest = newest(group);
    if (declared.has(key) || latest === undefined || latest.status === "uninstalled") return [];
    return latest.marks.environment === environment ? [undeclaredFinding(latest)] : [];
  });
}

function onePerPlace(entries: readonly Incomplete[]): readonly Incomplete[] {
  const first = new Map<string, Incomplete>();
  for (const entry of entries) if (!first.has(entry.what)) first.set(entry.what, entry);
  return [...first.values()].toSorted((left, right) => (left.what < right.what ? -1 : 1));
}
