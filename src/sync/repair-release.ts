import { baselineRevision } from "../drift/read-releases.ts";
import { repairRefs, repairWrites, type LiveObject } from "../drift/repair-writes.ts";
import type { Step } from "../plan/plan.ts";
import type { ReleaseRecord } from "../release/release-record.ts";
import { mapLimit } from "../support/limit.ts";
import { releaseRevisions } from "./check-release.ts";
import { readRevision } from "./read-revision.ts";
import { isMoved, sendWrite } from "./send-write.ts";
import type { StepContext } from "./step-context.ts";

export type RepairStep = Step & { readonly op: "upgrade" | "repair" };

/**
 * Brings the live objects that the plan showed back to what the newest deployed revision says, without Helm and without a new
 * revision. Objects that somebody changes at this very moment are read and compared once more.
 */
export async function repairRelease(step: RepairStep, context: StepContext): Promise<void> {
  const baseline = baselineRevision(await releaseRevisions(step, context));
  if (baseline === undefined) return;
  const { record } = await readRevision(step, baseline.revision, context);
  for (let attempt = 1; ; attempt++) {
    try {
      return await repairOnce(step, record, context);
    } catch (error) {
      if (attempt === ATTEMPTS || !isMoved(error)) throw error;
    }
  }
}

const ATTEMPTS = 3;

async function repairOnce(step: RepairStep, record: ReleaseRecord, context: StepContext): Promise<void> {
  const { kubernetes } = context.outside;
  const refs = repairRefs(step.findings, await kubernetes.resources());
  const live = await mapLimit(refs, 8, async (ref): Promise<LiveObject> => {
    const object = await kubernetes.get(ref);
    return { ref, ...(object !== undefined && { object }) };
  });
  for (const write of repairWrites(record, step.findings, live)) {
    await sendWrite(write, kubernetes);
    context.progress(write.sentence);
  }
}
