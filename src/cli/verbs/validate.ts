import { problemsDocument } from "../../report/json.ts";
import { countProblems, problemsText } from "../../report/problems.ts";
import { count } from "../../report/words.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { readEnvironments, selectedNames } from "../load-environments.ts";
import { deliver, jsonText } from "../outputs.ts";
import { readSources } from "../read-sources.ts";
import { withOutside } from "../with-outside.ts";

/** `addons validate`: every problem of the manifests; wrong manifests are wrong use (64). */
export async function validate(invocation: Invocation<"env" | "allEnvs" | "var" | "output">): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const { environments, problems } = await readEnvironments(
      invocation,
      outside,
      await selectedNames(invocation, outside, "all"),
    );
    const { surroundings, root, voice } = invocation;
    const files = problems.flatMap((problem) => problem.at?.file ?? []);
    const source = await readSources(files, root, surroundings);
    const shape = surroundings.stdout.terminal === "yes" ? "frames" : "lines";
    const errors = problems.filter((problem) => problem.severity === "error");
    await deliver(invocation, {
      text: (colours) => problemsText(problems, { colours, shape, source }) + (errors.length === 0 ? fine() : ""),
      json: () => jsonText(problemsDocument(problems)),
    });
    if (errors.length > 0 && voice.detail !== "quiet")
      voice.progress(`${countProblems(errors)}: nothing will be synced`);
    return errors.length > 0 ? EXIT.usage : EXIT.done;

    function fine(): string {
      const clusters = environments.reduce((sum, environment) => sum + environment.clusters.length, 0);
      return `${count(environments.length, "environment")}, ${count(clusters, "cluster")}: valid\n`;
    }
  });
}
