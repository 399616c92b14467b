import { baselineRevision } from "../drift/check-drift.ts";
import { disownPatch } from "../drift/disown-patch.ts";
import { repairRefs, repairWrites, type LiveObject, type Write } from "../drift/repair-writes.ts";
import type { KubernetesWriter } from "../outside/kubernetes/kubernetes.ts";
import type { Step } from "../plan/plan.ts";
import type { ReleaseRecord } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import { assertNever } from "../support/assert-never.ts";
import { mapLimit } from "../support/limit.ts";
import { releaseRevisions } from "./check-release.ts";
import { readRevision } from "./read-revision.ts";
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
    await send(write, kubernetes);
    context.progress(write.sentence);
  }
}

async function send(write: Write, kubernetes: KubernetesWriter): Promise<void> {
  const { ref, fieldManager } = write;
  switch (write.kind) {
    case "apply":
      await kubernetes.apply(ref, write.object, { fieldManager, conflicts: "force" });
      return;
    case "create":
      await kubernetes.create(ref.resource, write.object, { fieldManager });
      return;
    case "patch-json":
      await sendPatch(write, kubernetes);
      return;
    default:
      assertNever(write);
  }
}

async function sendPatch(write: Write & { readonly kind: "patch-json" }, kubernetes: KubernetesWriter): Promise<void> {
  const { ref, fieldManager, patch, afterwards } = write;
  const patched = await kubernetes.patchJson(ref, patch, { fieldManager });
  const disown = afterwards === "disown" ? disownPatch(patched) : [];
  if (disown.length > 0) await kubernetes.patchJson(ref, disown, { fieldManager });
}

/** A guard inside a JSON patch that does not hold is answered as invalid (422), a version that moved as a conflict (409). */
function isMoved(error: unknown): boolean {
  return error instanceof AddonsError && (error.code === "KUBE-CONFLICT" || error.code === "KUBE-INVALID");
}
