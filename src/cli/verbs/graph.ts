import { resolve } from "node:path";
import type { AddonGraph } from "../../graph/addon-graph.ts";
import { graphOfCluster } from "../../graph/graph-of-cluster.ts";
import { viewGraphs, type GraphView } from "../../graph/graph-view.ts";
import { readDurations, type Durations } from "../../graph/read-durations.ts";
import { graphDocument } from "../../report/graph.ts";
import { dotText } from "../../report/graph/dot.ts";
import { htmlText } from "../../report/graph/html.ts";
import { mermaidText } from "../../report/graph/mermaid.ts";
import { svgText } from "../../report/graph/svg.ts";
import { graphText } from "../../report/graph/text.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { loadNamed, selectClusters, selectedNames } from "../load-environments.ts";
import { deliver, jsonText } from "../outputs.ts";
import { placesOf, type Place } from "../project.ts";
import { checkSelection, selectAddons, type SelectionFlag } from "../select-addons.ts";
import { withOutside } from "../with-outside.ts";

type GraphInvocation = Invocation<"env" | "allEnvs" | "cluster" | "var" | "durations" | "output" | SelectionFlag>;

/** `addons graph`: which add-on needs which, per cluster; equal graphs once. */
export async function graph(invocation: GraphInvocation): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const names = await selectedNames(invocation, outside, "all");
    const environments = selectClusters(await loadNamed(invocation, outside, names), invocation.flags.cluster);
    checkSelection(environments, invocation.flags);
    const places = placesOf(environments);
    const graphs = places.map((place) => selectedGraph(place, invocation));
    const durations = await durationsFor(graphs, invocation);
    const views = viewGraphs(graphs, durations);
    await deliver(invocation, {
      text: (colours) => graphText(views, colours),
      mermaid: () => mermaidText(views),
      dot: () => dotText(views),
      svg: () => svgText(views),
      html: () => htmlText(views),
      json: () => jsonText(graphDocument(places.flatMap((place) => sitesOf(place, views)))),
    });
    return EXIT.done;
  });
}

function selectedGraph({ environment, cluster }: Place, { flags }: GraphInvocation): AddonGraph {
  const whole = graphOfCluster(environment.name, cluster);
  const selected = selectAddons(cluster.addons, flags);
  return { ...whole, addons: whole.addons.filter(({ name }) => selected.has(name)) };
}

function sitesOf({ environment, cluster }: Place, views: readonly GraphView[]) {
  const conflicts = new Map(cluster.addons.map((addon) => [addon.name, addon.conflicts]));
  const view = views.find(({ titles }) => titles.includes(`${environment.name}/${cluster.name}`));
  return view === undefined ? [] : [{ environment: environment.name, cluster: cluster.name, view, conflicts }];
}

async function durationsFor(graphs: readonly AddonGraph[], invocation: GraphInvocation): Promise<Durations> {
  const { flags, root, surroundings, voice } = invocation;
  if (flags.durations === undefined) return new Map();
  const file = flags.durations;
  const text = await surroundings.readFile(resolve(root, file)).catch((error: unknown) => {
    throw new AddonsError("GRAPH-DURATIONS", `${file} cannot be read: ${reasonOf(error)}`, {
      kind: "usage",
      hint: "give the result of a sync: addons sync --env ENV -o json=FILE",
    });
  });
  const durations = readDurations(text, file);
  const known = graphs.filter(({ title }) => (durations.get(title)?.size ?? 0) > 0);
  if (known.length === 0) voice.progress(`${file} says of none of these clusters how long an add-on took`);
  return durations;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
