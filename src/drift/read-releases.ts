import type { DesiredRelease } from "../desired/desired-release.ts";
import type { KubernetesReader } from "../outside/kubernetes/kubernetes.ts";
import { decodeRelease } from "../release/decode-release.ts";
import { SECRETS } from "../release/read-revisions.ts";
import type { ReleaseRecord, RevisionSummary } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import { incomplete, type Incomplete } from "./incomplete.ts";
import type { ReleaseLook } from "./release-findings.ts";

/** A release with the records that say what its objects should be. */
export interface ReadRelease extends ReleaseLook {
  /** Of the newest deployed revision. */
  readonly baseline?: ReleaseRecord;
  readonly incomplete: readonly Incomplete[];
}

/** The newest record of each release, and that of its newest deployed revision. What cannot be read is `incomplete`. */
export async function readReleases(
  wanted: readonly DesiredRelease[],
  revisions: readonly RevisionSummary[],
  kubernetes: KubernetesReader,
): Promise<readonly ReadRelease[]> {
  return mapLimit(wanted, 16, (desired) => readRelease(desired, revisions, kubernetes));
}

/** The revision whose objects should be live: the newest deployed one, also while a later one failed. */
export function baselineRevision(revisions: readonly RevisionSummary[]): RevisionSummary | undefined {
  return newest(revisions.filter((revision) => revision.status === "deployed"));
}

async function readRelease(
  desired: DesiredRelease,
  revisions: readonly RevisionSummary[],
  kubernetes: KubernetesReader,
): Promise<ReadRelease> {
  const own = revisionsOf(desired, revisions);
  const latest = newest(own);
  const deployed = baselineRevision(own);
  if (latest === undefined || latest.marks.environment !== desired.environment) return found(desired, latest);
  try {
    const record = await readRecord(latest, kubernetes);
    if (deployed === undefined) return { ...found(desired, latest), record };
    const baseline = deployed === latest ? record : await readRecord(deployed, kubernetes);
    return { ...found(desired, latest), record, baseline };
  } catch (error) {
    const what = `read the record of release ${desired.addon.namespace}/${desired.addon.release}`;
    return { ...found(desired, latest), incomplete: [incomplete(what, error)] };
  }
}

function found(desired: DesiredRelease, latest: RevisionSummary | undefined): ReadRelease {
  return { desired, incomplete: [], ...(latest !== undefined && { latest }) };
}

async function readRecord(revision: RevisionSummary, kubernetes: KubernetesReader): Promise<ReleaseRecord> {
  const { namespace, secret } = revision;
  const object = await kubernetes.get({ resource: SECRETS, namespace, name: secret.name });
  if (object !== undefined) return decodeRelease(object);
  throw new AddonsError(
    "DRIFT-RECORD-GONE",
    `The release record ${namespace}/${secret.name} went away while it was read.`,
    {
      kind: "incomplete",
      hint: "run the command again: somebody is changing the release",
    },
  );
}

function revisionsOf({ addon }: DesiredRelease, revisions: readonly RevisionSummary[]): readonly RevisionSummary[] {
  return revisions.filter((one) => one.release === addon.release && one.namespace === addon.namespace);
}

export function newest(revisions: readonly RevisionSummary[]): RevisionSummary | undefined {
  return revisions.toSorted((left, right) => right.revision - left.revision)[0];
}
