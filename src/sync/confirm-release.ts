import type { Addon } from "../manifest/environment.ts";
import { readyPatch } from "../release/ready-patch.ts";
import { SECRETS } from "../release/read-revisions.ts";
import type { ReleaseRecord, RevisionSummary } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import { markRevisionFailed } from "./recover.ts";
import type { StepContext } from "./step-context.ts";
import { waitRelease } from "./wait-release.ts";

/**
 * Waits until a deployed revision is ready and writes that into its record; one that is seen not to become ready is marked failed. Killed
 * or interrupted in between, the record says neither, and the next sync confirms it. Throws what `waitRelease` throws, and
 * AddonsError `SYNC-RELEASE-MOVED` (failed) when somebody replaced the revision meanwhile.
 */
export async function confirmRelease(
  { summary, record }: { readonly summary: RevisionSummary; readonly record: ReleaseRecord },
  addon: Addon,
  context: StepContext,
): Promise<void> {
  try {
    await waitRelease(record, addon, context);
  } catch (error) {
    if (isNotReady(error) && !context.kill.aborted) {
      await markRevisionFailed(summary, `addons: ${error.message}`, context).catch(() => undefined);
    }
    throw error;
  }
  await markRevisionReady(summary, context);
}

function isNotReady(error: unknown): error is AddonsError {
  return error instanceof AddonsError && error.code === "SYNC-NOT-READY";
}

async function markRevisionReady(revision: RevisionSummary, { outside }: StepContext): Promise<void> {
  const ref = { resource: SECRETS, namespace: revision.namespace, name: revision.secret.name };
  try {
    await outside.kubernetes.patchJson(ref, readyPatch(revision), { fieldManager: "addons" });
  } catch (cause) {
    if (!isReplaced(cause)) throw cause;
    throw new AddonsError(
      "SYNC-RELEASE-MOVED",
      `revision ${revision.revision} of ${revision.release} was ready, but somebody replaced it meanwhile`,
      { kind: "failed", hint: "somebody else works on this release: run addons sync again when they are done", cause },
    );
  }
}

/** A guard that does not hold is answered as invalid. */
function isReplaced(error: unknown): boolean {
  return error instanceof AddonsError && (error.code === "KUBE-INVALID" || error.code === "KUBE-NOT-FOUND");
}
