import type { Step } from "../plan/plan.ts";
import { assertNever } from "../support/assert-never.ts";
import { checkRelease } from "./check-release.ts";
import { confirmRelease } from "./confirm-release.ts";
import { markRevisionFailed } from "./recover.ts";
import { repairRelease } from "./repair-release.ts";
import { secondsLeft, type StepContext } from "./step-context.ts";
import { upgradeRelease } from "./upgrade-release.ts";
import { readRevision } from "./read-revision.ts";

/** Everything that is not kept or refused. */
export type WorkStep = Exclude<Step, { readonly op: "keep" | "refuse" }>;

/** Does one step to its end: resolves when the release is ready (or gone), throws what stopped it. */
export async function runStep(step: WorkStep, context: StepContext): Promise<void> {
  await context.lease.check();
  switch (step.op) {
    case "install":
      return upgradeRelease(step, await checkRelease(step, context), context);
    case "upgrade": {
      const revision = await checkRelease(step, context);
      if (step.findings.length > 0) await repairRelease(step, context);
      return upgradeRelease(step, revision, context);
    }
    case "recover": {
      const revision = await checkRelease(step, context);
      await markRevisionFailed(step.latest, "addons: its sync was cut short", context);
      return upgradeRelease(step, revision, context);
    }
    case "repair":
      await checkRelease(step, context);
      await repairRelease(step, context);
      return confirm(step, context);
    case "confirm":
      await checkRelease(step, context);
      return confirm(step, context);
    case "uninstall":
      await checkRelease(step, context);
      return uninstall(step, context);
    default:
      return assertNever(step);
  }
}

async function confirm(step: WorkStep & { readonly op: "repair" | "confirm" }, context: StepContext): Promise<void> {
  return confirmRelease(await readRevision(step, step.latest.revision, context), step.desired.addon, context);
}

async function uninstall(step: WorkStep & { readonly op: "uninstall" }, context: StepContext): Promise<void> {
  const { helm, target } = context.outside;
  await helm.uninstall({
    release: step.release,
    namespace: step.namespace,
    target,
    timeoutSeconds: secondsLeft(context),
    signal: context.kill,
  });
}
