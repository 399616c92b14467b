import type { RevisionSummary } from "../release/release-record.ts";
import { SECRETS } from "../release/read-revisions.ts";
import { revisionSummary } from "../release/revision-summary.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { StepContext } from "./step-context.ts";

/**
 * The moment before a step touches its release: what the plan saw must still be so. Returns the revision that Helm will make next.
 * Throws AddonsError `SYNC-RELEASE-MOVED` (failed) when somebody made or removed a revision since.
 */
export async function checkRelease(
  step: { readonly release: string; readonly namespace: string; readonly latest?: RevisionSummary },
  context: StepContext,
): Promise<number> {
  const revisions = await releaseRevisions(step, context);
  const newest = revisions.at(-1);
  const planned = step.latest;
  const same =
    planned === undefined
      ? newest === undefined || newest.status === "uninstalled" || newest.status === "superseded"
      : newest?.revision === planned.revision && newest.secret.uid === planned.secret.uid;
  if (same) return (newest?.revision ?? 0) + 1;
  throw new AddonsError(
    "SYNC-RELEASE-MOVED",
    `release ${step.release} changed since it was planned: ${described(planned)} then, ${described(newest)} now`,
    { kind: "failed", hint: "somebody else works on this release: run addons sync again when they are done" },
  );
}

/** All revisions of one release, superseded ones too, oldest first. */
export async function releaseRevisions(
  { release, namespace }: { readonly release: string; readonly namespace: string },
  { outside }: StepContext,
): Promise<readonly RevisionSummary[]> {
  const list = await outside.kubernetes.listMetadata({
    resource: SECRETS,
    namespace,
    labelSelector: `owner=helm,name=${release}`,
  });
  return list.items
    .map(revisionSummary)
    .filter((it) => it !== undefined)
    .filter((it) => it.release === release)
    .sort((left, right) => left.revision - right.revision);
}

function described(revision: RevisionSummary | undefined): string {
  return revision === undefined ? "none" : `revision ${revision.revision} (${revision.status})`;
}
