import type { AddonGraph } from "../graph/addon-graph.ts";
import type { Cluster, Environment } from "../manifest/environment.ts";
import type { RenderedFacts } from "../rendered/rendered-facts.ts";
import type { RenderResult } from "../rendered/render-releases.ts";
import type { Problem } from "../support/problem.ts";
import type { ChartsOf } from "./available-charts.ts";
import { checkGraph, type GraphCheck } from "./check-graph.ts";

export interface ClusterCheck {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly results: ReadonlyMap<string, RenderResult>;
  readonly chartOf: ChartsOf;
}

export type CheckedGraph = AddonGraph & { readonly problems: readonly Problem[] };

/**
 * Checks the graphs of clusters, those that are the same only once: the clusters of an environment mostly differ in values
 * that change nothing between add-ons.
 */
export function checkOnce(): (check: ClusterCheck) => CheckedGraph {
  const known = new Map<string, GraphCheck>();
  const numbers = new Map<RenderedFacts, number>();
  const numberOf = (facts: RenderedFacts): number => {
    const number = numbers.get(facts) ?? numbers.size;
    numbers.set(facts, number);
    return number;
  };
  return (check) => {
    const { environment, cluster } = check;
    const facts = factsOf(check);
    const key = signature(check, (name) => {
      const found = facts.get(name);
      return found === undefined ? -1 : numberOf(found);
    });
    const checked =
      known.get(key) ??
      checkGraph({ ...cluster, facts, namespaces: labelsOf(cluster) }, cluster.addons, chartNames(check));
    known.set(key, checked);
    return { title: `${environment.name}/${cluster.name}`, addons: cluster.addons, ...checked };
  };
}

function factsOf({ results }: ClusterCheck): ReadonlyMap<string, RenderedFacts> {
  return new Map(
    [...results].flatMap(([name, result]): [string, RenderedFacts][] =>
      result.kind === "rendered" ? [[name, result.facts]] : [],
    ),
  );
}

/** Everything that the check depends on, places of problems included. */
function signature({ cluster, chartOf }: ClusterCheck, factsNumber: (name: string) => number): string {
  const addons = cluster.addons.map((addon) => {
    const { name, namespace, needs, conflicts, at, needsAt = at } = addon;
    const chart = chartOf(addon);
    const chartName = chart.kind === "read" ? chart.archive.metadata.name : "";
    return [name, namespace, needs, conflicts, chartName, at, needsAt, factsNumber(name)];
  });
  return JSON.stringify([cluster.namespaces, addons]);
}

function labelsOf({ namespaces }: Cluster): ReadonlyMap<string, Readonly<Record<string, string>>> {
  return new Map(Object.entries(namespaces).map(([name, { labels }]) => [name, labels]));
}

function chartNames({ cluster, chartOf }: ClusterCheck): ReadonlyMap<string, string> {
  return new Map(
    cluster.addons.flatMap((addon): [string, string][] => {
      const chart = chartOf(addon);
      return chart.kind === "read" ? [[addon.name, chart.archive.metadata.name]] : [];
    }),
  );
}
