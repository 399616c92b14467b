import type { AddonGraph } from "../src/graph/addon-graph.ts";
import { graphOfCluster } from "../src/graph/graph-of-cluster.ts";
import { viewGraphs } from "../src/graph/graph-view.ts";
import { loadEnvironments } from "../src/manifest/load-environments.ts";
import { createFiles } from "../src/outside/files/create-files.ts";
import { PLAIN } from "../src/report/colours.ts";
import { svgText } from "../src/report/graph/svg.ts";
import { graphText } from "../src/report/graph/text.ts";
import { outputBlock } from "./doc-samples.ts";

// Graphs for the documentation, drawn by the code that draws the real ones.

/** What `addons graph --env dev` prints for the project in this folder. */
export async function graphOfDev(root: string): Promise<string> {
  const graphs = await graphsOf(root, ["dev"]);
  return outputBlock(`$ addons graph --env dev\n${graphText(viewGraphs(graphs), PLAIN)}`);
}

/** The reference stack as a picture, with durations as an example. */
export async function pictureOfProd(root: string): Promise<string> {
  const graphs = (await graphsOf(root, ["prod"])).slice(0, 1);
  return svgText(viewGraphs(graphs, new Map(graphs.map(({ title }) => [title, new Map(Object.entries(DURATIONS))]))));
}

async function graphsOf(root: string, names: readonly string[]): Promise<readonly AddonGraph[]> {
  const { environments } = await loadEnvironments({ files: createFiles(root) }, { names });
  return environments.flatMap(({ name, clusters }) => clusters.map((cluster) => graphOfCluster(name, cluster)));
}

/** Milliseconds. */
const DURATIONS: Readonly<Record<string, number>> = {
  "monitoring-crds": 4200,
  "priority-classes": 1900,
  autoscaler: 14_000,
  certificates: 38_000,
  logging: 22_000,
  metrics: 17_000,
  velero: 31_000,
  issuers: 6400,
  ingress: 64_000,
  dns: 12_000,
  monitoring: 75_000,
};

/** What the text says about findings in charts, and with durations. */
export function findingsSample(): string {
  const graph: AddonGraph = {
    title: "prod/prod-eu",
    addons: [
      { name: "certificates", needs: [] },
      { name: "issuers", needs: ["certificates"] },
      { name: "ingress", needs: ["issuers"] },
      { name: "gateway", needs: ["issuers"] },
      { name: "dashboards", needs: [] },
    ],
    edges: [
      { addon: "issuers", need: "certificates", kind: "declared", reasons: [] },
      { addon: "ingress", need: "issuers", kind: "declared", reasons: [] },
      { addon: "gateway", need: "issuers", kind: "declared", reasons: [] },
      {
        addon: "dashboards",
        need: "certificates",
        kind: "inferred",
        reasons: ["certificates defines Certificate of cert-manager.io, which dashboards/dashboards is one of"],
      },
    ],
    conflicts: [{ left: "gateway", right: "ingress", reason: "both mark their IngressClass as the default" }],
  };
  const took = { certificates: 38_000, issuers: 6400, ingress: 64_000, gateway: 20_000, dashboards: 9000 };
  const durations = new Map([[graph.title, new Map(Object.entries(took))]]);
  const command = "$ addons graph --env prod --durations sync.json";
  return outputBlock(`${command}\n${graphText(viewGraphs([graph], durations), PLAIN)}`);
}
