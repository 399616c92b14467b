import type { DesiredRelease } from "../desired/desired-release.ts";
import type { Finding } from "../drift/finding.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import { assertNever } from "../support/assert-never.ts";
import { isoTime } from "../support/iso-time.ts";
import type { Step } from "./plan.ts";
import type { ReleaseState } from "./release-state.ts";

/** The one decision: what is done about a release, and why. */
export function stepFor(state: ReleaseState, desired: DesiredRelease, after: readonly string[]): Step {
  const base = stepBase(desired, after);
  switch (state.status) {
    case "absent":
      return { ...base, op: "install", reason: `not installed yet: ${chart(desired)}` };
    case "in-sync":
      return {
        ...base,
        op: "keep",
        latest: state.latest,
        reason: `${revision(state.latest)} is what the manifest wants`,
      };
    case "unconfirmed":
      return { ...base, op: "confirm", latest: state.latest, reason: `${revision(state.latest)} was never seen ready` };
    case "out-of-date":
      return {
        ...base,
        op: "upgrade",
        latest: state.latest,
        findings: state.findings,
        reason: outOfDate(state),
      };
    case "drifted":
      return { ...base, op: "repair", latest: state.latest, findings: state.findings, reason: drifted(state.findings) };
    case "failed":
      return { ...base, op: "upgrade", latest: state.latest, findings: state.findings, reason: failed(state.latest) };
    case "pending":
      return pendingStep(state, desired, after);
    case "foreign":
      return foreignStep(state.latest, desired, after);
    case "unknown":
      return refuse(desired, after, {
        reason: state.reason,
        hint: `look at it: helm history ${desired.addon.release} -n ${desired.addon.namespace}`,
      });
    default:
      return assertNever(state);
  }
}

function stepBase(desired: DesiredRelease, after: readonly string[]) {
  const { name: addon, release, namespace } = desired.addon;
  return { addon, release, namespace, desired, after };
}

function chart(desired: DesiredRelease): string {
  return `${desired.chartName} ${desired.chartVersion}`;
}

function revision(latest: RevisionSummary): string {
  return `revision ${latest.revision}`;
}

function outOfDate(state: ReleaseState & { readonly status: "out-of-date" }): string {
  const then = state.findings.length === 0 ? "" : `, and ${drifted(state.findings)}`;
  switch (state.because) {
    case "desired-changed":
      return `the declared state changed since ${revision(state.latest)}${then}`;
    case "changed-by-hand":
      return `${revision(state.latest)} was made by hand, not by sync${then}`;
    case "rolled-back":
      return `revision ${state.latest.revision - 1} failed and was rolled back: trying again${then}`;
    default:
      return assertNever(state.because);
  }
}

function drifted(findings: readonly Finding[]): string {
  const objects = [...new Set(findings.map(objectName))];
  const shown = objects.slice(0, 3).join(", ");
  const more = objects.length > 3 ? ` and ${objects.length - 3} more` : "";
  const differences = findings.length === 1 ? "1 difference" : `${findings.length} differences`;
  return `${differences} in live objects: ${shown}${more}`;
}

function objectName({ object, release }: Finding): string {
  return object === undefined ? release : `${object.kind} ${object.name}`;
}

function failed(latest: RevisionSummary): string {
  return `${revision(latest)} is ${latest.status}: running it again`;
}

function pendingStep(
  { latest, owner }: ReleaseState & { readonly status: "pending" },
  desired: DesiredRelease,
  after: readonly string[],
): Step {
  if (owner === "us") {
    const reason = `${revision(latest)} is ${latest.status} from a sync that was cut short: running it again`;
    return { ...stepBase(desired, after), op: "recover", latest, reason };
  }
  const { release, namespace } = desired.addon;
  return refuse(desired, after, {
    reason: `${revision(latest)} is ${latest.status} and was not started by sync${since(latest)}`,
    hint: `wait for whoever runs it; when nobody does: helm rollback ${release} -n ${namespace}, or delete Secret ${latest.secret.name} in namespace ${namespace}`,
  });
}

function since({ modifiedAt }: RevisionSummary): string {
  return modifiedAt === undefined ? "" : `; last written ${isoTime(modifiedAt * 1000)}`;
}

function foreignStep(latest: RevisionSummary, desired: DesiredRelease, after: readonly string[]): Step {
  const owner = latest.marks.environment;
  const made = owner === undefined ? "was not made by sync" : `belongs to environment ${owner}`;
  if (desired.addon.adopt) {
    const reason = `release ${latest.release} ${made}; taken over because of adopt: true`;
    return { ...stepBase(desired, after), op: "upgrade", latest, findings: [], reason };
  }
  return refuse(desired, after, {
    reason: `release ${latest.release} in ${latest.namespace} ${made}`,
    hint: "set adopt: true on the add-on to take it over, or give it another release name",
  });
}

function refuse(
  { addon }: DesiredRelease,
  after: readonly string[],
  why: { readonly reason: string; readonly hint: string },
): Step {
  return { addon: addon.name, release: addon.release, namespace: addon.namespace, op: "refuse", after, ...why };
}
