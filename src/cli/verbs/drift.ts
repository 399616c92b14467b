import { checkDrift } from "../../drift/check-drift.ts";
import type { ClusterDrift } from "../../drift/finding.ts";
import { driftText } from "../../report/drift.ts";
import { documentOf } from "../../report/json.ts";
import type { Invocation } from "../command.ts";
import { connectReader } from "../connect-cluster.ts";
import { exitCodeOf, type Outcome } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { deliver, jsonText } from "../outputs.ts";
import { desiredOf, forEachSite, openProject, type Place, type Project } from "../project.ts";
import { byEnvironment, doneResults, tellFailures } from "../report-sites.ts";
import { tellWarnings } from "../tell-warnings.ts";
import { withOutside } from "../with-outside.ts";

type DriftInvocation = Invocation<
  | "env"
  | "allEnvs"
  | "cluster"
  | "only"
  | "withNeeds"
  | "withDependents"
  | "kubeconfig"
  | "context"
  | "output"
  | "exitZero"
>;

/** `addons drift`: what differs, who changed it, what the next run does about it. Reads only. */
export async function drift(invocation: DriftInvocation): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const project = await openProject(invocation, outside);
    const results = await forEachSite(project.environments, (place) =>
      driftOf(place, { project, invocation, outside }),
    );
    const failures = tellFailures(results, invocation);
    const { flags, surroundings, voice } = invocation;
    const show = voice.detail === "verbose" ? "all" : "drift";
    const done = doneResults(results);
    tellWarnings(
      invocation,
      done.flatMap(({ result }) => result.warnings ?? []),
    );
    await deliver(invocation, {
      text: (colours) => {
        const style = { colours, show, now: surroundings.now() } as const;
        return done.map(({ environment, result }) => driftText(environment, result, style)).join("\n");
      },
      json: () => jsonText(documentOf(byEnvironment(results, invocation, (result) => result))),
    });
    const found = done.flatMap(({ result }) => outcomes(result));
    return exitCodeOf([...failures, ...found], flags.exitZero ? "allowed" : "tell");
  });
}

interface Run {
  readonly project: Project;
  readonly invocation: DriftInvocation;
  readonly outside: Outside;
}

async function driftOf(place: Place, { project, invocation, outside }: Run): Promise<ClusterDrift> {
  const environment = place.environment.name;
  const kubernetes = await connectReader({ environment, cluster: place.cluster }, invocation, outside);
  try {
    const desired = await desiredOf(project, place, { invocation, outside });
    const clock = invocation.surroundings;
    return await checkDrift({ environment, cluster: place.cluster, desired }, { kubernetes, clock });
  } finally {
    kubernetes.close();
  }
}

function outcomes(result: ClusterDrift): readonly Outcome[] {
  const found: Outcome[] = [];
  if (result.findings.some((finding) => finding.severity === "drift")) found.push("differences");
  if (result.incomplete.length > 0) found.push("incomplete");
  return found;
}
