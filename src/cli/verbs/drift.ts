import { checkDrift } from "../../drift/check-drift.ts";
import type { ClusterDrift } from "../../drift/finding.ts";
import { driftText } from "../../report/drift.ts";
import { documentOf } from "../../report/json.ts";
import type { Invocation } from "../command.ts";
import { exitCodeOf, type Outcome } from "../exit-code.ts";
import { lookAtClusters, type LookFlags } from "../clusters/look-at-clusters.ts";

/** `addons drift`: what differs, who changed it, what the next run does about it. Reads only. */
export async function drift(invocation: Invocation<LookFlags | "exitZero">): Promise<number> {
  const { flags, surroundings, voice } = invocation;
  const show = voice.detail === "verbose" ? "all" : "drift";
  const outcomes = await lookAtClusters<ClusterDrift, ClusterDrift>(invocation, {
    at: ({ environment, cluster, desired, kubernetes }) =>
      checkDrift({ environment, cluster, desired }, { kubernetes, clock: surroundings }),
    record: (result) => result,
    text: (seen, colours) =>
      seen
        .map(({ environment, result }) => driftText(environment, result, { colours, show, now: surroundings.now() }))
        .join("\n"),
    document: documentOf,
    outcomes: outcomesOf,
  });
  return exitCodeOf(outcomes, flags.exitZero ? "allowed" : "tell");
}

function outcomesOf(result: ClusterDrift): readonly Outcome[] {
  const found: Outcome[] = [];
  if (result.findings.some((finding) => finding.severity === "drift")) found.push("differences");
  if (result.incomplete.length > 0) found.push("incomplete");
  return found;
}
