import type { ByEnvironment, FailedCluster } from "../../report/json.ts";
import { errorRecord } from "../../report/problems/error-text.ts";
import type { Invocation } from "../command.ts";
import { exitCodeOfError, EXIT, type Outcome } from "../exit-code.ts";
import type { SiteResult } from "../project/open-project.ts";

/** Results of clusters as JSON has them: by environment, in the order given. */
export function byEnvironment<Result, Cluster>(
  results: readonly SiteResult<Result>[],
  { voice }: Invocation,
  record: (result: Result) => Cluster,
): readonly ByEnvironment<Cluster | FailedCluster>[] {
  const groups = Map.groupBy(results, (result) => result.environment);
  return [...groups].map(([environment, ofEnvironment]) => ({
    environment,
    clusters: ofEnvironment.map((result) => {
      if (result.kind === "done") return record(result.result);
      const { problems: _problems, ...error } = errorRecord(result.error, (text) => voice.redactor.text(text));
      return { cluster: result.cluster.name, error };
    }),
  }));
}

/** Says on stderr why clusters have no result, and returns what that means for the exit code. */
export function tellFailures<Result>(
  results: readonly SiteResult<Result>[],
  { voice }: Invocation,
): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  for (const result of results) {
    if (result.kind === "done") continue;
    if (results.length > 1) voice.progress(`${result.environment} · ${result.cluster.name}:`);
    voice.error(result.error);
    outcomes.push(outcomeOfCode(exitCodeOfError(result.error)));
  }
  return outcomes;
}

/** Results that there are. */
export function doneResults<Result>(results: readonly SiteResult<Result>[]) {
  return results.filter((result) => result.kind === "done");
}

function outcomeOfCode(code: number): Outcome {
  if (code === EXIT.refused) return "refused";
  if (code === EXIT.differences) return "differences";
  return code === EXIT.incomplete ? "incomplete" : "failed";
}
