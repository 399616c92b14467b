import { diffReleases, type ReleaseDiff } from "../../plan/diff-releases.ts";
import { planCluster } from "../../plan/plan-cluster.ts";
import type { Plan } from "../../plan/plan.ts";
import { planDocument } from "../../report/json.ts";
import { planFooter, planText } from "../../report/plan.ts";
import type { Invocation } from "../command.ts";
import { connectReader } from "../connect-cluster.ts";
import { exitCodeOf, type Outcome } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { deliver, jsonText } from "../outputs.ts";
import { desiredOf, forEachSite, openProject, type Place, type Project } from "../project.ts";
import { byEnvironment, doneResults, tellFailures } from "../report-sites.ts";
import { tellWarnings } from "../tell-warnings.ts";
import { withOutside } from "../with-outside.ts";

type PlanFlags =
  | "env"
  | "allEnvs"
  | "cluster"
  | "only"
  | "withNeeds"
  | "withDependents"
  | "repair"
  | "prune"
  | "kubeconfig"
  | "context"
  | "output"
  | "exitZero";

/** `addons plan`: what sync would do and why. Reads only. */
export async function plan(invocation: Invocation<PlanFlags>): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const project = await openProject(invocation, outside);
    const results = await forEachSite(project.environments, (place) =>
      planPlace(place, { project, invocation, outside }),
    );
    const failures = tellFailures(results, invocation);
    const { flags, surroundings } = invocation;
    const plans = doneResults(results).map((result) => result.result);
    tellWarnings(
      invocation,
      plans.flatMap((one) => one.plan.warnings ?? []),
    );
    await deliver(invocation, {
      text: (colours) => {
        const texts = plans.map(({ plan: one, differences }) =>
          planText(one, { colours, now: surroundings.now(), differences }),
        );
        const footer = planFooter(
          plans.map((one) => one.plan),
          `${flags.repair ? " --repair" : ""}${flags.prune ? " --prune" : ""}`,
        );
        return texts.join("\n") + footer;
      },
      json: () => jsonText(planDocument(byEnvironment(results, invocation, (result) => result.plan))),
    });
    return exitCodeOf(
      [...failures, ...plans.flatMap((one) => outcomes(one.plan))],
      flags.exitZero ? "allowed" : "tell",
    );
  });
}

interface PlannedPlace {
  readonly plan: Plan;
  readonly differences: readonly ReleaseDiff[];
}

interface Run {
  readonly project: Project;
  readonly invocation: Invocation<PlanFlags>;
  readonly outside: Outside;
}

async function planPlace(place: Place, { project, invocation, outside }: Run): Promise<PlannedPlace> {
  const { flags } = invocation;
  const environment = place.environment.name;
  const kubernetes = await connectReader({ environment, cluster: place.cluster }, invocation, outside);
  try {
    const desired = await desiredOf(project, place, { invocation, outside });
    const look = flags.repair ? "live" : "records";
    const prune = flags.prune ? "uninstall" : "keep";
    const made = await planCluster(
      { environment, cluster: place.cluster, desired, look, prune },
      { kubernetes, clock: invocation.surroundings },
    );
    if (!made.steps.some((step) => step.op !== "keep")) return { plan: made, differences: [] };
    const { redactor } = invocation.voice;
    const parts = { kubernetes, helm: await outside.helm(), charts: await outside.charts(), redactor };
    return { plan: made, differences: await diffReleases({ plan: made, cluster: place.cluster }, parts) };
  } finally {
    kubernetes.close();
  }
}

function outcomes(made: Plan): readonly Outcome[] {
  const found: Outcome[] = [];
  if (made.steps.some((step) => step.op === "refuse")) found.push("refused");
  if (made.steps.some((step) => step.op !== "keep" && step.op !== "refuse")) found.push("differences");
  if ((made.incomplete ?? []).length > 0) found.push("incomplete");
  return found;
}
