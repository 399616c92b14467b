import { markFailed } from "../release/mark-failed.ts";
import { SECRETS } from "../release/read-revisions.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import { revisionSummary } from "../release/revision-summary.ts";
import type { StepContext } from "./step-context.ts";

/**
 * A revision of ours that is not what it says (its run is dead, or its objects never became ready) becomes `failed`, so that Helm
 * accepts the next upgrade and the next sync sees work. Guarded by resourceVersion: a record that somebody writes is left alone
 * (KUBE-CONFLICT). Only while holding the lease.
 */
export async function markRevisionFailed(
  latest: Pick<RevisionSummary, "namespace" | "secret" | "status">,
  description: string,
  { outside }: StepContext,
): Promise<void> {
  const ref = { resource: SECRETS, namespace: latest.namespace, name: latest.secret.name };
  const secret = await outside.kubernetes.get(ref);
  // Gone or settled by its own Helm in the meantime: nothing to mark.
  if (secret === undefined || revisionSummary(secret)?.status !== latest.status) return;
  await outside.kubernetes.replace(ref, markFailed(secret, outside.redactor.text(description)));
}
