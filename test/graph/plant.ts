import type { AddonGraph, GraphConflict, GraphEdge } from "../../src/graph/addon-graph.ts";
import type { AddonNode } from "../../src/graph/addon-node.ts";
import { viewGraphs, type GraphView } from "../../src/graph/graph-view.ts";

/** Lines such as `b: a c`: b needs a and c. */
export function nodes(text: string): readonly AddonNode[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", needs = ""] = line.trim().split(":");
      return { name, needs: needs.split(" ").filter((need) => need !== "") };
    });
}

/** The add-ons of a small platform. */
export const STACK = `
  velero: certificates
  ingress: certificates load-balancer
  certificates: crds
  crds:
  load-balancer: certificates
  monitoring: crds ingress
  metrics:
`;

export interface Planted {
  readonly title?: string;
  readonly inferred?: readonly Omit<GraphEdge, "kind">[];
  readonly conflicts?: readonly GraphConflict[];
}

export function graphOf(text: string, planted: Planted = {}): AddonGraph {
  const addons = nodes(text);
  const declared = addons.flatMap(({ name, needs }) =>
    needs.map((need): GraphEdge => ({ addon: name, need, kind: "declared", reasons: [] })),
  );
  const inferred = (planted.inferred ?? []).map((edge): GraphEdge => ({ ...edge, kind: "inferred" }));
  return {
    title: planted.title ?? "prod/prod-eu",
    addons,
    edges: [...declared, ...inferred],
    conflicts: planted.conflicts ?? [],
  };
}

/** Seconds by add-on, as a sync would have told them. */
export function viewOf(graph: AddonGraph, seconds: Readonly<Record<string, number>> = {}): GraphView {
  const durations = new Map(Object.entries(seconds).map(([name, took]) => [name, took * 1000]));
  const view = viewGraphs([graph], new Map([[graph.title, durations]]))[0];
  if (view === undefined) throw new Error("one graph has one view");
  return view;
}
