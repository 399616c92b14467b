import type { AddonGraph, GraphConflict, GraphEdge } from "./addon-graph.ts";
import type { AddonNode } from "./addon-node.ts";
import { criticalPath, type CriticalPath } from "./critical-path.ts";
import { waves } from "./order-addons.ts";
import { reachOf } from "./reach.ts";

/** One graph with everything that a picture shows; equal graphs of several clusters are one view. */
export interface GraphView {
  /** E.g. `prod/prod-eu`; never empty. */
  readonly titles: readonly string[];
  /** Names by wave, sorted in each. Waves come from declared needs alone: those are what a sync waits for. */
  readonly waves: readonly (readonly string[])[];
  /** Sorted by add-on, then need; only between add-ons of the view. */
  readonly edges: readonly ViewEdge[];
  readonly conflicts: readonly GraphConflict[];
  /** How many add-ons wait for one, directly or not, by name. */
  readonly dependents: ReadonlyMap<string, number>;
  /** Milliseconds by add-on; empty when nothing is known. */
  readonly durations: ReadonlyMap<string, number>;
  /** Only when durations are known. */
  readonly critical?: CriticalPath;
}

export interface ViewEdge extends GraphEdge {
  /** The need follows from other needs: pictures leave it out, for it says nothing about the order. */
  readonly implied: "implied" | "essential";
  readonly critical: "critical" | "ordinary";
}

/**
 * One view per different graph, in the given order; what was found may differ in its words from cluster to cluster, and is then told with
 * all of them. `durations` are milliseconds by title, then by add-on.
 */
export function viewGraphs(
  graphs: readonly AddonGraph[],
  durations: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(),
): readonly GraphView[] {
  // One graph needs no comparison, and large graphs mostly come alone.
  const shape = (graph: AddonGraph): string => (graphs.length < 2 ? "" : shapeOf(graph, durations.get(graph.title)));
  const equal = Map.groupBy(graphs.map(narrow), shape);
  return [...equal.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const titles = group.map(({ title }) => title);
    return [viewOf(mergeReasons(first, group), titles, durations.get(first.title))];
  });
}

/** Without what leads out of the graph, as when only some add-ons are selected. */
function narrow(graph: AddonGraph): AddonGraph {
  const names = new Set(graph.addons.map(({ name }) => name));
  return {
    ...graph,
    edges: graph.edges.filter(({ addon, need }) => names.has(addon) && names.has(need)),
    conflicts: graph.conflicts.filter(({ left, right }) => names.has(left) && names.has(right)),
  };
}

/** Equal for graphs that look alike. */
function shapeOf({ addons, edges, conflicts }: AddonGraph, durations: ReadonlyMap<string, number> | undefined): string {
  const names = addons.map(({ name }) => name).sort();
  const ends = [...edges].sort(byEnds).map(({ addon, need, kind }) => [addon, need, kind]);
  const fights = conflicts.map(({ left, right }) => [left, right].sort().join(" ")).sort();
  return JSON.stringify([names, ends, [...new Set(fights)], names.map((name) => durations?.get(name))]);
}

/** The first graph with the reasons of all. */
function mergeReasons(first: AddonGraph, all: readonly AddonGraph[]): AddonGraph {
  if (all.length === 1) return first;
  const reasons = new Map<string, Set<string>>();
  for (const edge of all.flatMap(({ edges }) => edges)) {
    const key = keyOf(edge);
    reasons.set(key, new Set([...(reasons.get(key) ?? []), ...edge.reasons]));
  }
  const conflicts = new Map(
    all
      .flatMap((graph) => graph.conflicts)
      .map((conflict) => [`${conflict.left} ${conflict.right} ${conflict.reason}`, conflict]),
  );
  return {
    ...first,
    edges: first.edges.map((edge) => ({ ...edge, reasons: [...(reasons.get(keyOf(edge)) ?? [])] })),
    conflicts: [...conflicts.values()],
  };
}

function keyOf({ addon, need, kind }: GraphEdge): string {
  return `${addon} ${need} ${kind}`;
}

function viewOf(
  graph: AddonGraph,
  titles: readonly string[],
  known: ReadonlyMap<string, number> = new Map(),
): GraphView {
  const names = new Set(graph.addons.map(({ name }) => name));
  const edges = [...graph.edges].sort(byEnds);
  const nodes = nodesOf(names, edges);
  const reach = reachOf(nodes);
  const durations = new Map([...known].filter(([name]) => names.has(name)));
  const isImplied = ({ addon, need, kind }: GraphEdge): boolean =>
    kind === "declared" && reach.needsThroughOthers(addon, need);
  const implied = new Set(edges.filter(isImplied));
  const essential = edges.filter((edge) => !implied.has(edge));
  const critical = durations.size === 0 ? undefined : criticalPath(nodesOf(names, essential), durations);
  const steps = new Set(critical?.names.slice(1).map((name, index) => `${critical.names[index]} ${name}`));
  return {
    titles,
    waves: waves(nodes).map((wave) => wave.map(({ name }) => name)),
    edges: edges.map((edge) => ({
      ...edge,
      implied: implied.has(edge) ? "implied" : "essential",
      critical: edge.kind === "declared" && steps.has(`${edge.need} ${edge.addon}`) ? "critical" : "ordinary",
    })),
    conflicts: graph.conflicts,
    dependents: new Map([...names].map((name) => [name, reach.dependents(name)])),
    durations,
    ...(critical !== undefined && { critical }),
  };
}

function nodesOf(names: Iterable<string>, edges: readonly GraphEdge[]): readonly AddonNode[] {
  const needs = new Map<string, string[]>([...names].map((name) => [name, []]));
  for (const { addon, need, kind } of edges) if (kind === "declared") needs.get(addon)?.push(need);
  return [...needs].map(([name, needed]) => ({ name, needs: needed }));
}

function byEnds(one: GraphEdge, other: GraphEdge): number {
  return compare(one.addon, other.addon) || compare(one.need, other.need) || compare(one.kind, other.kind);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
