import type { GraphConflict } from "../../graph/addon-graph.ts";
import type { GraphView } from "../../graph/graph-view.ts";
import type { ByEnvironment } from "../json.ts";

interface GraphCluster {
  readonly cluster: string;
  readonly addons: readonly {
    readonly addon: string;
    /** Counted from 1; everything an add-on needs stands in earlier waves. */
    readonly wave: number;
    /** Declared. */
    readonly needs: readonly string[];
    /** Declared, whether that add-on is there or not. */
    readonly conflicts: readonly string[];
    /** Only when a sync's durations were given. */
    readonly durationMs?: number;
  }[];
  /** Found in the charts, not in the manifest. */
  readonly inferred: readonly { readonly addon: string; readonly need: string; readonly reasons: readonly string[] }[];
  /** Found or declared, between add-ons that are both there. */
  readonly conflicts: readonly GraphConflict[];
  readonly criticalPath?: { readonly addons: readonly string[]; readonly durationMs: number };
}

export interface GraphDocument {
  readonly formatVersion: 1;
  readonly environments: readonly ByEnvironment<GraphCluster>[];
}

/** One cluster of the document. */
export interface GraphSite {
  readonly environment: string;
  readonly cluster: string;
  readonly view: GraphView;
  /** Declared conflicts by add-on. */
  readonly conflicts: ReadonlyMap<string, readonly string[]>;
}

export function graphDocument(sites: readonly GraphSite[]): GraphDocument {
  const environments = Map.groupBy(sites, ({ environment }) => environment);
  return {
    formatVersion: 1,
    environments: [...environments].map(([environment, clusters]) => ({
      environment,
      clusters: clusters.map(clusterOf),
    })),
  };
}

function clusterOf({ cluster, view, conflicts }: GraphSite): GraphCluster {
  const declared = view.edges.filter(({ kind }) => kind === "declared");
  const needs = Map.groupBy(declared, ({ addon }) => addon);
  return {
    cluster,
    addons: view.waves.flatMap((wave, index) =>
      wave.map((name) => ({
        addon: name,
        wave: index + 1,
        needs: (needs.get(name) ?? []).map(({ need }) => need),
        conflicts: conflicts.get(name) ?? [],
        ...durationOf(view, name),
      })),
    ),
    inferred: view.edges.flatMap(({ kind, addon, need, reasons }) =>
      kind === "inferred" ? [{ addon, need, reasons }] : [],
    ),
    conflicts: view.conflicts,
    ...(view.critical !== undefined && {
      criticalPath: { addons: view.critical.names, durationMs: view.critical.duration },
    }),
  };
}

function durationOf({ durations }: GraphView, name: string): { readonly durationMs?: number } {
  const duration = durations.get(name);
  return duration === undefined ? {} : { durationMs: duration };
}
