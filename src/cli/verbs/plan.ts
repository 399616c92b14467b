import { diffReleases, type ReleaseDiff } from "../../plan/diff-releases.ts";
import { planCluster } from "../../plan/plan-cluster.ts";
import type { Plan } from "../../plan/plan.ts";
import { planDocument } from "../../report/json.ts";
import { planFooter, planText } from "../../report/plan.ts";
import type { Invocation } from "../command.ts";
import { exitCodeOf, type Outcome } from "../exit-code.ts";
import { lookAtClusters, type LookFlags, type Sight } from "../clusters/look-at-clusters.ts";

type PlanInvocation = Invocation<LookFlags | "repair" | "prune" | "exitZero">;

interface PlannedCluster {
  readonly plan: Plan;
  readonly differences: readonly ReleaseDiff[];
}

/** `addons plan`: what sync would do and why. Reads only. */
export async function plan(invocation: PlanInvocation): Promise<number> {
  const { flags, surroundings } = invocation;
  const more = `${flags.repair ? " --repair" : ""}${flags.prune ? " --prune" : ""}`;
  const outcomes = await lookAtClusters<PlannedCluster, Plan>(invocation, {
    at: (sight) => planOf(sight, invocation),
    record: (result) => result.plan,
    text(seen, colours) {
      const texts = seen.map(({ result }) =>
        planText(result.plan, { colours, now: surroundings.now(), differences: result.differences }),
      );
      const plans = seen.map(({ result }) => result.plan);
      return texts.join("\n") + planFooter(plans, more);
    },
    document: planDocument,
    outcomes: (result) => outcomesOf(result.plan),
  });
  return exitCodeOf(outcomes, flags.exitZero ? "allowed" : "tell");
}

async function planOf(sight: Sight, { flags, surroundings, voice }: PlanInvocation): Promise<PlannedCluster> {
  const { environment, cluster, desired, kubernetes, outside } = sight;
  const look = flags.repair ? "live" : "records";
  const prune = flags.prune ? "uninstall" : "keep";
  const made = await planCluster({ environment, cluster, desired, look, prune }, { kubernetes, clock: surroundings });
  if (!made.steps.some((step) => step.op !== "keep")) return { plan: made, differences: [] };
  const parts = { kubernetes, helm: await outside.helm(), charts: await outside.charts(), redactor: voice.redactor };
  return { plan: made, differences: await diffReleases({ plan: made, cluster }, parts) };
}

function outcomesOf(made: Plan): readonly Outcome[] {
  const found: Outcome[] = [];
  if (made.steps.some((step) => step.op === "refuse")) found.push("refused");
  if (made.steps.some((step) => step.op !== "keep" && step.op !== "refuse")) found.push("differences");
  if ((made.incomplete ?? []).length > 0) found.push("incomplete");
  return found;
}
