import { availableParallelism } from "node:os";
import type { CheckedEnvironments } from "../../check/check-environments.ts";
import { readLock } from "../../lock/text/read-lock.ts";
import type { Environment } from "../../manifest/environment.ts";
import { count } from "../../report/words.ts";
import type { Invocation } from "../command.ts";
import type { Outside } from "../outside.ts";

/** What the charts that are at hand say about these environments: problems, and the graph of each cluster. */
export async function checkCharts(
  { voice }: Invocation,
  outside: Outside,
  environments: readonly Environment[],
): Promise<CheckedEnvironments> {
  const [{ checkEnvironments }, charts, helm, facts, files] = await Promise.all([
    import("../../check/check-environments.ts"),
    outside.charts(),
    outside.helm(),
    outside.facts(),
    outside.files(),
  ]);
  return await checkEnvironments(
    { environments, lock: await readLock(files) },
    {
      charts,
      helm,
      cache: facts,
      atOnce: availableParallelism(),
      starting: (renders) => voice.progress(`rendering ${count(renders, "chart")} that changed`),
    },
  );
}
