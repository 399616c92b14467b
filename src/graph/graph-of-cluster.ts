import type { Addon, Cluster } from "../manifest/environment.ts";
import type { AddonGraph, GraphEdge } from "./addon-graph.ts";

/** The graph as the manifest declares it; what the charts show beyond that is added by who has looked into them. */
export function graphOfCluster(environment: string, cluster: Pick<Cluster, "name" | "addons">): AddonGraph {
  return {
    title: `${environment}/${cluster.name}`,
    addons: cluster.addons,
    edges: cluster.addons.flatMap(declaredEdges),
    conflicts: [],
  };
}

function declaredEdges({ name, needs }: Pick<Addon, "name" | "needs">): readonly GraphEdge[] {
  return needs.map((need) => ({ addon: name, need, kind: "declared", reasons: [] }));
}
