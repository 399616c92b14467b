import { decodeRelease } from "../release/decode-release.ts";
import { SECRETS } from "../release/read-revisions.ts";
import type { ReleaseRecord, RevisionSummary } from "../release/release-record.ts";
import { revisionSummary } from "../release/revision-summary.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { StepContext } from "./step-context.ts";

/** One revision with its content. Throws AddonsError `SYNC-RELEASE-MOVED` (failed) when it is gone, `RELEASE-UNREADABLE`. */
export async function readRevision(
  { release, namespace }: { readonly release: string; readonly namespace: string },
  revision: number,
  { outside }: StepContext,
): Promise<{ readonly summary: RevisionSummary; readonly record: ReleaseRecord }> {
  const name = `sh.helm.release.v1.${release}.v${revision}`;
  const secret = await outside.kubernetes.get({ resource: SECRETS, namespace, name });
  const summary = secret && revisionSummary(secret);
  if (secret !== undefined && summary !== undefined) return { summary, record: decodeRelease(secret) };
  throw new AddonsError(
    "SYNC-RELEASE-MOVED",
    `revision ${revision} of ${release} is not there: Secret ${namespace}/${name}`,
    { kind: "failed", hint: "somebody else works on this release: run addons sync again when they are done" },
  );
}
