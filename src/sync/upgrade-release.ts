import { refuseWrongValues } from "../check/values/refuse-wrong-values.ts";
import type { Step } from "../plan/plan.ts";
import { markLabels } from "../release/marks.ts";
import { applyCrds } from "./apply-crds.ts";
import { applyNamespace } from "./apply-namespace.ts";
import { confirmRelease } from "./confirm-release.ts";
import { explainConflict } from "./explain-conflict.ts";
import { readRevision } from "./read-revision.ts";
import { secondsLeft, type StepContext } from "./step-context.ts";

export type UpgradeStep = Step & { readonly op: "install" | "upgrade" | "recover" };

/** Makes the next revision with Helm and waits until what it brought is ready. */
export async function upgradeRelease(step: UpgradeStep, revision: number, context: StepContext): Promise<void> {
  const chart = await context.outside.charts.pinned(step.desired.pin);
  await refuseWrongValues(step.desired, chart, context.outside.helm);
  await applyNamespace(step.namespace, context);
  await applyCrds(step.desired, chart, context);
  context.progress(`helm upgrade: revision ${revision}, ${step.desired.chartName} ${step.desired.chartVersion}`);
  await callHelm(step, { revision, chart: chart.bytes }, context);
  await confirmRelease(await readRevision(step, revision, context), step.desired.addon, context);
}

async function callHelm(
  step: UpgradeStep,
  made: { readonly revision: number; readonly chart: Uint8Array },
  context: StepContext,
): Promise<void> {
  const { helm, target, runner, clock } = context.outside;
  const { addon } = step.desired;
  const upgrade = helm.upgrade({
    release: step.release,
    namespace: step.namespace,
    target,
    chart: made.chart,
    values: addon.values,
    labels: labels(step, made.revision),
    description: `addons sync by ${runner.name}`,
    historyMax: addon.historyMax,
    timeoutSeconds: secondsLeft(context),
    onFailure: addon.onFailure === "rollback" ? "rollback" : "leave",
    ownership: addon.adopt ? "take-ownership" : "own-objects-only",
    signal: context.kill,
  });
  await upgrade.catch((error: unknown) => {
    throw explainConflict(error, addon, clock);
  });
}

function labels(step: UpgradeStep, revision: number): Readonly<Record<string, string>> {
  const { addon, hash, environment } = step.desired;
  const wasProtected = step.op !== "install" && step.latest.marks.protected !== undefined;
  return markLabels({
    revision,
    hash,
    environment,
    addon: addon.name,
    ...((addon.protected || wasProtected) && { protected: addon.protected }),
  });
}
