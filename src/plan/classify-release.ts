import type { DesiredRelease } from "../desired/desired-release.ts";
import type { Finding } from "../drift/finding.ts";
import type { ReleaseStatus, RevisionSummary } from "../release/release-record.ts";
import { assertNever } from "../support/assert-never.ts";
import type { ReleaseState } from "./release-state.ts";

/** What is known about one release before anything is decided. */
export interface ReleaseLook {
  readonly desired: DesiredRelease;
  /** All revisions of this release that are not superseded, in any order. */
  readonly revisions: readonly RevisionSummary[];
  /** Differences of its live objects, when they were looked at. */
  readonly findings: readonly Finding[];
}

/**
 * Records decide, then live objects: a release is in sync only when its newest revision is ours, deployed, of this hash, was seen
 * ready, and nothing differs.
 */
export function classifyRelease(look: ReleaseLook): ReleaseState {
  const latest = latestRevision(look.revisions);
  return latest === undefined || latest.status === "uninstalled"
    ? { status: "absent" }
    : classifyExisting(look, latest, latest.status);
}

function classifyExisting(
  look: ReleaseLook,
  latest: RevisionSummary,
  status: Exclude<ReleaseStatus, "uninstalled">,
): ReleaseState {
  switch (status) {
    case "pending-install":
    case "pending-upgrade":
    case "pending-rollback":
    case "uninstalling":
      return { status: "pending", latest, owner: pendingOwner(look, latest) };
    case "failed":
    case "superseded":
      return isForeign(look, latest)
        ? { status: "foreign", latest }
        : { status: "failed", latest, findings: liveDifferences(look.findings) };
    case "unknown":
      return { status: "unknown", reason: `revision ${latest.revision} has no status that Helm knows` };
    case "deployed":
      return isForeign(look, latest) ? { status: "foreign", latest } : classifyDeployed(look, latest);
    default:
      return assertNever(status);
  }
}

export function latestRevision(revisions: readonly RevisionSummary[]): RevisionSummary | undefined {
  return revisions.reduce<RevisionSummary | undefined>(
    (latest, revision) => (latest === undefined || revision.revision > latest.revision ? revision : latest),
    undefined,
  );
}

/** Labels are inherited by manual upgrades and copied by rollbacks: only the revision inside the pin proves who made a revision. */
function isOwnRevision(revision: RevisionSummary, environment: string): boolean {
  return revision.marks.environment === environment && revision.marks.pin?.revision === revision.revision;
}

function isForeign({ desired }: ReleaseLook, latest: RevisionSummary): boolean {
  return latest.marks.environment !== desired.environment;
}

/** A rollback copies the labels of an older revision; it is ours when it undoes a revision of ours for an add-on that wants that. */
function pendingOwner(look: ReleaseLook, latest: RevisionSummary): "us" | "somebody" {
  if (isOwnRevision(latest, look.desired.environment)) return "us";
  return latest.status === "pending-rollback" && followsOwnFailure(look, latest) ? "us" : "somebody";
}

function followsOwnFailure({ desired, revisions }: ReleaseLook, latest: RevisionSummary): boolean {
  const before = revisions.find((revision) => revision.revision === latest.revision - 1);
  return (
    desired.addon.onFailure === "rollback" && before?.status === "failed" && isOwnRevision(before, desired.environment)
  );
}

function classifyDeployed(look: ReleaseLook, latest: RevisionSummary): ReleaseState {
  const findings = liveDifferences(look.findings);
  if (latest.marks.pin?.revision !== latest.revision) {
    const because = followsOwnFailure(look, latest) ? "rolled-back" : "changed-by-hand";
    return { status: "out-of-date", latest, because, findings };
  }
  if (latest.marks.pin.hash !== look.desired.hash) {
    return { status: "out-of-date", latest, because: "desired-changed", findings };
  }
  if (findings.length > 0) return { status: "drifted", latest, findings };
  return { status: latest.marks.ready === latest.revision ? "in-sync" : "unconfirmed", latest };
}

/** Those that a repair can do something about; findings about records (REL…) repeat what the revisions say already. */
function liveDifferences(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    ({ severity, code, forecast }) =>
      severity === "drift" &&
      code.startsWith("OBJ") &&
      (forecast.repair === "reverts" || forecast.repair === "recreates"),
  );
}
