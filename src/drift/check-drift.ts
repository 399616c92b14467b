import type { DesiredRelease } from "../desired/desired-release.ts";
import type { Cluster } from "../manifest/environment.ts";
import type { KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import type { Clock } from "../outside/system/system.ts";
import { decodeRelease } from "../release/decode-release.ts";
import { readRevisions, SECRETS } from "../release/read-revisions.ts";
import type { ReleaseRecord, RevisionSummary } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import { isoTime } from "../support/iso-time.ts";
import { mapLimit } from "../support/limit.ts";
import { type ExpectedObject, expectedObjects } from "./expected-objects.ts";
import type { ClusterDrift, Finding } from "./finding.ts";
import { knownSecrets } from "./hide-values.ts";
import { sortFindings } from "./make-finding.ts";
import { missingFinding, objectFindings, type ReleaseCheck, unservedFinding } from "./object-findings.ts";
import { type LiveLook, readLive } from "./read-live.ts";
import { type ReleaseLook, placeOf, releaseFindings, syncOutlook, undeclaredFinding } from "./release-findings.ts";
import { manifestRules } from "./rules.ts";
import { SHIPPED_RULES } from "./shipped-rules.ts";

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
}

export interface DriftOutside {
  readonly kubernetes: KubernetesReader;
  /** For ignore rules that expire; without a clock none has expired. */
  readonly clock?: Pick<Clock, "now">;
}

/** Never throws for what the cluster does or refuses; an unreachable cluster is one `incomplete` entry. */
export async function checkDrift(request: DriftRequest, outside: DriftOutside): Promise<ClusterDrift> {
  const before = outside.kubernetes.requests;
  const result = await look(request, outside);
  return { cluster: request.cluster.name, ...result, requests: outside.kubernetes.requests - before };
}

/** The revision whose objects should be live: the newest deployed one, also while a later one failed. */
export function baselineRevision(revisions: readonly RevisionSummary[]): RevisionSummary | undefined {
  return newest(revisions.filter((revision) => revision.status === "deployed"));
}

type Result = Pick<ClusterDrift, "findings" | "incomplete" | "checked">;
type Incomplete = ClusterDrift["incomplete"][number];

async function look(request: DriftRequest, outside: DriftOutside): Promise<Result> {
  let revisions: readonly RevisionSummary[];
  try {
    revisions = await readRevisions(outside.kubernetes);
  } catch (error) {
    return {
      findings: [],
      incomplete: [incomplete("list the release records", error)],
      checked: { releases: 0, objects: 0 },
    };
  }
  const releases = await mapLimit(request.desired, 16, (desired) =>
    readRelease(desired, revisions, outside.kubernetes),
  );
  const objects = await checkObjects(releases, outside);
  const records = releases.flatMap((release) => releaseFindings(release));
  return {
    findings: sortFindings([...records, ...objects.findings, ...undeclared(request, revisions)]),
    incomplete: onePerPlace([...releases.flatMap((release) => release.incomplete), ...objects.incomplete]),
    checked: { releases: releases.length, objects: objects.checked },
  };
}

interface ReadRelease extends ReleaseLook {
  /** Of the newest deployed revision. */
  readonly baseline?: ReleaseRecord;
  readonly incomplete: readonly Incomplete[];
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
      hint: "Run the command again: somebody is changing the release.",
    },
  );
}

interface CheckedObjects {
  readonly findings: readonly Finding[];
  readonly incomplete: readonly Incomplete[];
  readonly checked: number;
}

async function checkObjects(
  releases: readonly ReadRelease[],
  { kubernetes, clock }: DriftOutside,
): Promise<CheckedObjects> {
  if (releases.every((release) => release.baseline === undefined)) return { findings: [], incomplete: [], checked: 0 };
  let resources: readonly Resource[];
  try {
    resources = await kubernetes.resources();
  } catch (error) {
    return { findings: [], incomplete: [incomplete("ask which kinds the cluster serves", error)], checked: 0 };
  }
  const parsed = releases.map((release) => parseRelease(release, resources));
  const looks = await readLive(
    parsed.flatMap(({ objects }) => objects),
    kubernetes,
  );
  const today = clock === undefined ? undefined : isoTime(clock.now()).slice(0, 10);
  const unseen = [...looks.values()].filter((one) => one.status === "unseen");
  return {
    findings: parsed.flatMap(({ release, objects }) => releaseObjects({ release, objects, looks }, today)),
    incomplete: [
      ...parsed.flatMap((release) => release.incomplete),
      ...unseen.map(({ what, error }) => incomplete(what, error)),
    ],
    checked: looks.size - unseen.length,
  };
}

function parseRelease(release: ReadRelease, resources: readonly Resource[]) {
  if (release.baseline === undefined) return { release, objects: [], incomplete: [] };
  try {
    return { release, objects: expectedObjects(release.baseline, resources), incomplete: [] };
  } catch (error) {
    const { namespace, release: name } = release.desired.addon;
    return {
      release,
      objects: [],
      incomplete: [incomplete(`read the objects of release ${namespace}/${name}`, error)],
    };
  }
}

interface ReleaseObjects {
  readonly release: ReadRelease;
  readonly objects: readonly ExpectedObject[];
  readonly looks: ReadonlyMap<ExpectedObject, LiveLook>;
}

function releaseObjects({ release, objects, looks }: ReleaseObjects, today: string | undefined): readonly Finding[] {
  const check = releaseCheck(release, objects, today);
  return objects.flatMap((object) => {
    const live = looks.get(object);
    switch (live?.status) {
      case "found":
        return objectFindings(object.expected, live.object, check);
      case "absent":
        return [missingFinding(object.expected, check)];
      case "unserved":
        return [unservedFinding(object.expected, check)];
      case "untouched":
      case "unseen":
      case undefined:
        return [];
    }
  });
}

function releaseCheck(
  release: ReadRelease,
  objects: readonly ExpectedObject[],
  today: string | undefined,
): ReleaseCheck {
  const { addon } = release.desired;
  const values = release.baseline === undefined ? [addon.values] : [addon.values, release.baseline.values];
  return {
    place: placeOf(release.desired),
    rules: [...manifestRules(addon.driftIgnore), ...SHIPPED_RULES],
    ...(today !== undefined && { today }),
    forecast: {
      release: syncOutlook(release),
      repair: addon.repair,
      applyMethod: release.baseline?.applyMethod ?? "csa",
    },
    secrets: knownSecrets(
      values,
      objects.map((object) => object.expected),
    ),
  };
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

function revisionsOf({ addon }: DesiredRelease, revisions: readonly RevisionSummary[]): readonly RevisionSummary[] {
  return revisions.filter((one) => one.release === addon.release && one.namespace === addon.namespace);
}

function newest(revisions: readonly RevisionSummary[]): RevisionSummary | undefined {
  return revisions.toSorted((left, right) => right.revision - left.revision)[0];
}

/** Anything but an AddonsError is a bug and goes on. */
function incomplete(what: string, error: unknown): Incomplete {
  if (!(error instanceof AddonsError)) throw error;
  return { what, why: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
}

function onePerPlace(entries: readonly Incomplete[]): readonly Incomplete[] {
  const first = new Map<string, Incomplete>();
  for (const entry of entries) if (!first.has(entry.what)) first.set(entry.what, entry);
  return [...first.values()].toSorted((left, right) => (left.what < right.what ? -1 : 1));
}
