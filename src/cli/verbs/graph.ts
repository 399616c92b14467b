import { resolve } from "node:path";
import type { AddonGraph } from "../../graph/addon-graph.ts";
import { graphOfCluster } from "../../graph/graph-of-cluster.ts";
import { viewGraphs, type GraphView } from "../../graph/graph-view.ts";
import { readDurations, type Durations } from "../../graph/read-durations.ts";
import { graphDocument } from "../../report/graph/graph-document.ts";
import { dotText } from "../../report/graph/dot.ts";
import { htmlText } from "../../report/graph/html.ts";
import { mermaidText } from "../../report/graph/mermaid.ts";
import { svgText } from "../../report/graph/svg.ts";
import { graphText } from "../../report/graph/text.ts";
import type { Environment } from "../../manifest/environment.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { loadNamed, selectClusters, selectedNames } from "../project/read-environments.ts";
import type { Outside } from "../outside.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import { placesOf, type Place } from "../project/open-project.ts";
import { checkSelection, selectAddons, type SelectionFlag } from "../project/select-addons.ts";
import { withOutside } from "../with-outside.ts";

type GraphInvocation = Invocation<
  "env" | "allEnvs" | "cluster" | "var" | "charts" | "durations" | "output" | SelectionFlag
>;

/** `addons graph`: which add-on needs which, per cluster; equal graphs once. */
export async function graph(invocation: GraphInvocation): Promise<number> {
  return await withOutside(invocation, async (outside) => {
    const names = await selectedNames(invocation, outside, "all");
    const environments = selectClusters(await loadNamed(invocation, outside, names), invocation.flags.cluster);
    checkSelection(environments, invocation.flags);
    const places = placesOf(environments);
    const whole = await wholeGraphs(invocation, outside, environments);
    const graphs = places.flatMap((place, index) => selectedGraph(place, whole[index], invocation));
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

/** One per cluster: what the manifest declares, and what the charts at hand show. */
async function wholeGraphs(
  invocation: GraphInvocation,
  outside: Outside,
  environments: readonly Environment[],
): Promise<readonly AddonGraph[]> {
  if (invocation.flags.charts === "skip") {
    return placesOf(environments).map(({ environment, cluster }) => graphOfCluster(environment.name, cluster));
  }
  const { checkCharts } = await import("../project/check-charts.ts");
  const { graphs, problems } = await checkCharts(invocation, outside, environments);
  if (problems.some(({ code }) => UNSEEN.test(code))) {
    invocation.voice.progress("not all charts could be looked into; addons validate says why");
  }
  return graphs;
}

/** Problems that leave charts, and so needs, out of the graph; a stale pin does so only with a CHECK- problem of its own. */
const UNSEEN = /^(CHECK-|LOCK-(?!STALE-))/;

function selectedGraph(
  { cluster }: Place,
  whole: AddonGraph | undefined,
  { flags }: GraphInvocation,
): readonly AddonGraph[] {
  if (whole === undefined) return [];
  const selected = selectAddons(cluster.addons, flags);
  const addons = whole.addons.filter(({ name }) => selected.has(name));
  // A cluster that has none of what was asked for is no picture.
  return addons.length === 0 && cluster.addons.length > 0 ? [] : [{ ...whole, addons }];
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
    throw new AddonsError("GRAPH-DURATIONS", `${file} ${reasonOf(error)}`, {
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
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "is not there";
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
