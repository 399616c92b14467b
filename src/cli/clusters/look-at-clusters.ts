import type { DesiredRelease } from "../../desired/desired-release.ts";
import type { Cluster } from "../../manifest/environment.ts";
import type { KubernetesReader } from "../../outside/kubernetes/kubernetes.ts";
import type { Colours } from "../../report/colours.ts";
import type { ByEnvironment, FailedCluster } from "../../report/json.ts";
import type { Problem } from "../../support/problem.ts";
import type { Invocation } from "../command.ts";
import { connectReader } from "./connect-cluster.ts";
import type { Outcome } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import { desiredOf, forEachSite, openProject } from "../project/open-project.ts";
import { byEnvironment, doneResults, tellFailures } from "./report-sites.ts";
import type { SelectionFlag } from "../project/select-addons.ts";
import { tellWarnings } from "../output/tell-warnings.ts";
import { withOutside } from "../with-outside.ts";

/** Flags of the verbs that only look. */
export type LookFlags = "env" | "allEnvs" | "cluster" | "var" | SelectionFlag | "kubeconfig" | "context" | "output";

/** One cluster, open for reading. */
export interface Sight {
  readonly environment: string;
  readonly cluster: Cluster;
  readonly desired: readonly DesiredRelease[];
  readonly kubernetes: KubernetesReader;
  readonly outside: Outside;
}

/** What a verb that only looks does with each cluster, and how it tells what it saw. `Record` is one cluster in the JSON. */
export interface Look<Result, Record> {
  readonly at: (sight: Sight) => Promise<Result>;
  readonly record: (result: Result) => Record & { readonly warnings?: readonly Problem[] | undefined };
  readonly text: (seen: readonly Seen<Result>[], colours: Colours) => string;
  readonly document: (environments: readonly ByEnvironment<Record | FailedCluster>[]) => object;
  readonly outcomes: (result: Result) => readonly Outcome[];
}

export interface Seen<Result> {
  readonly environment: string;
  readonly result: Result;
}

/** Looks at all selected clusters side by side and reports; what stops one cluster leaves the others alone. */
export async function lookAtClusters<Result, Record>(
  invocation: Invocation<LookFlags>,
  look: Look<Result, Record>,
): Promise<readonly Outcome[]> {
  return await withOutside(invocation, async (outside) => {
    const project = await openProject(invocation, outside);
    const results = await forEachSite(project.environments, async (place) => {
      const site = { environment: place.environment.name, cluster: place.cluster };
      const kubernetes = await connectReader(site, invocation, outside);
      try {
        const desired = await desiredOf(project, place, { invocation, outside });
        return await look.at({ ...site, desired, kubernetes, outside });
      } finally {
        kubernetes.close();
      }
    });
    const failures = tellFailures(results, invocation);
    const seen = doneResults(results);
    tellWarnings(
      invocation,
      seen.flatMap(({ result }) => look.record(result).warnings ?? []),
    );
    await deliver(invocation, {
      text: (colours) => look.text(seen, colours),
      json: () => jsonText(look.document(byEnvironment(results, invocation, look.record))),
    });
    return [...failures, ...seen.flatMap(({ result }) => look.outcomes(result))];
  });
}
