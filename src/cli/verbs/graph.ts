import { printGraph } from "../../graph/print-graph.ts";
import { graphDocument } from "../../report/graph.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { loadNamed, selectClusters, selectedNames } from "../load-environments.ts";
import { deliver, jsonText } from "../outputs.ts";
import { placesOf } from "../project.ts";
import { withOutside } from "../with-outside.ts";

/** `addons graph`: which add-on needs which, per cluster. */
export async function graph(invocation: Invocation<"env" | "allEnvs" | "cluster" | "var" | "output">): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const names = await selectedNames(invocation, outside, "all");
    const environments = selectClusters(await loadNamed(invocation, outside, names), invocation.flags.cluster);
    const printed = (format: "text" | "mermaid"): string =>
      placesOf(environments)
        .map(({ environment, cluster }) => printGraph(cluster.addons, `${environment.name}/${cluster.name}`, format))
        .join("\n");
    await deliver(invocation, {
      text: () => printed("text"),
      mermaid: () => printed("mermaid"),
      json: () => jsonText(graphDocument(environments)),
    });
    return EXIT.done;
  });
}
