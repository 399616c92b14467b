import { documentOf } from "../../report/json.ts";
import { statusText } from "../../report/status.ts";
import { readStatus } from "../../status/read-status.ts";
import type { ClusterStatus } from "../../status/status-report.ts";
import type { Invocation } from "../command.ts";
import { connectReader } from "../connect-cluster.ts";
import { exitCodeOf } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { deliver, jsonText } from "../outputs.ts";
import { desiredOf, forEachSite, openProject, type Place, type Project } from "../project.ts";
import { byEnvironment, doneResults, tellFailures } from "../report-sites.ts";
import { tellWarnings } from "../tell-warnings.ts";
import { withOutside } from "../with-outside.ts";

type StatusInvocation = Invocation<
  "env" | "allEnvs" | "cluster" | "only" | "withNeeds" | "withDependents" | "kubeconfig" | "context" | "output"
>;

/** `addons status`: what runs. Reads only; 0 whatever runs, 3 when something could not be looked at. */
export async function status(invocation: StatusInvocation): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const project = await openProject(invocation, outside);
    const results = await forEachSite(project.environments, (place) =>
      statusOf(place, { project, invocation, outside }),
    );
    const failures = tellFailures(results, invocation);
    const done = doneResults(results);
    tellWarnings(
      invocation,
      done.flatMap(({ result }) => result.warnings ?? []),
    );
    await deliver(invocation, {
      text: (colours) => {
        const style = { colours, now: invocation.surroundings.now() };
        return done.map(({ environment, result }) => statusText(environment, result, style)).join("\n");
      },
      json: () => jsonText(documentOf(byEnvironment(results, invocation, (result) => result))),
    });
    const incomplete = done.some(({ result }) => result.incomplete.length > 0);
    return exitCodeOf(incomplete ? [...failures, "incomplete"] : failures);
  });
}

interface Run {
  readonly project: Project;
  readonly invocation: StatusInvocation;
  readonly outside: Outside;
}

async function statusOf(place: Place, { project, invocation, outside }: Run): Promise<ClusterStatus> {
  const environment = place.environment.name;
  const kubernetes = await connectReader({ environment, cluster: place.cluster }, invocation, outside);
  try {
    const desired = await desiredOf(project, place, { invocation, outside });
    return await readStatus({ environment, cluster: place.cluster, desired }, { kubernetes });
  } finally {
    kubernetes.close();
  }
}
