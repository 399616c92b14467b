import type { Environment } from "../../manifest/environment.ts";
import { countProblems } from "../../report/problems/problems-text.ts";
import type { Problem } from "../../support/problem.ts";
import type { Invocation } from "../command.ts";
import { deliverProblems } from "../output/deliver-problems.ts";
import { EXIT } from "../exit-code.ts";
import { readEnvironments, selectedNames } from "../project/read-environments.ts";
import { sourceProblems } from "../project/source-problems.ts";
import type { Outside } from "../outside.ts";
import { withOutside } from "../with-outside.ts";

/** `addons validate`: every problem of the manifests; wrong manifests are wrong use (64). */
export async function validate(
  invocation: Invocation<"env" | "allEnvs" | "var" | "charts" | "output">,
): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const read = await readEnvironments(invocation, outside, await selectedNames(invocation, outside, "all"));
    const { environments } = read;
    const { env } = invocation.flags;
    // An environment that cannot be read may be the one that takes a chart from a source.
    const isWhole = env.length === 0 && !read.problems.some(({ severity }) => severity === "error");
    const scope = isWhole ? "all-environments" : "these-environments";
    const problems = [
      ...read.problems,
      ...(await sourceProblems(await outside.files(), environments, scope)),
      ...(await chartProblems(invocation, outside, environments)),
    ];
    const errors = problems.filter((problem) => problem.severity === "error");
    await deliverProblems(invocation, { problems, environments });
    const { voice } = invocation;
    if (errors.length > 0 && voice.detail !== "quiet")
      voice.progress(`${countProblems(errors)}: nothing will be synced`);
    return errors.length > 0 ? EXIT.usage : EXIT.done;
  });
}

async function chartProblems(
  invocation: Invocation<"charts">,
  outside: Outside,
  environments: readonly Environment[],
): Promise<readonly Problem[]> {
  if (invocation.flags.charts === "skip") return [];
  const { checkCharts } = await import("../project/check-charts.ts");
  const { problems } = await checkCharts(invocation, outside, environments);
  return problems;
}
