import { documentOf } from "../../report/json.ts";
import { statusText } from "../../report/status.ts";
import { readStatus } from "../../status/read-status.ts";
import type { ClusterStatus } from "../../status/status-report.ts";
import type { Invocation } from "../command.ts";
import { exitCodeOf } from "../exit-code.ts";
import { lookAtClusters, type LookFlags } from "../clusters/look-at-clusters.ts";

/** `addons status`: what runs. Reads only; 0 whatever runs, 3 when something could not be looked at. */
export async function status(invocation: Invocation<LookFlags>): Promise<number> {
  const { surroundings } = invocation;
  const outcomes = await lookAtClusters<ClusterStatus, ClusterStatus>(invocation, {
    at: ({ environment, cluster, desired, kubernetes }) =>
      readStatus({ environment, cluster, desired }, { kubernetes }),
    record: (result) => result,
    text: (seen, colours) =>
      seen
        .map(({ environment, result }) => statusText(environment, result, { colours, now: surroundings.now() }))
        .join("\n"),
    document: documentOf,
    outcomes: (result) => (result.incomplete.length > 0 ? ["incomplete"] : []),
  });
  return exitCodeOf(outcomes);
}
