import type { Cluster } from "../manifest/environment.ts";
import { clusterCells, type Scope } from "./cluster-cells.ts";
import { compareAddon } from "./compare-addon.ts";
import { compareCells, NOTHING, type Cell, type Column } from "./compare-cells.ts";
import type { AddonComparison, Change, Comparison, Pairing } from "./comparison.ts";
import { pairClusters } from "./pair-clusters.ts";
import type { Side, Sides } from "./side.ts";

export interface CompareOptions {
  /** Whether a text holds a secret of this run. */
  readonly isSecret: (text: string) => boolean;
}

/** What changes on the way from `left` to `right`. */
export function compareEnvironments(left: Side, right: Side, options: CompareOptions): Comparison {
  const { pairing, alone } = pairClusters(left.environment.clusters, right.environment.clusters);
  const withPartner = (side: Side, which: "left" | "right"): Side => {
    const clusters = side.environment.clusters.filter(
      ({ name }) => !alone.some((one) => one.side === which && one.cluster === name),
    );
    return { ...side, environment: { ...side.environment, clusters } };
  };
  const sides = { left: withPartner(left, "left"), right: withPartner(right, "right") };
  const unknown = new Set<string>();
  const compared = addonNames(sides).map((addon) =>
    compareAddon(addon, { sides, pairing, isSecret: options.isSecret, unknown }),
  );
  const addons = compared.filter((one): one is AddonComparison => one !== undefined);
  return {
    left: left.name,
    right: right.name,
    pairing: pairing.kind,
    clusters: alone,
    settings: clusterChanges(sides, pairing),
    addons,
    same: compared.length - addons.length,
    notCompared: notCompared(sides, unknown),
  };
}

function addonNames({ left, right }: Sides): readonly string[] {
  const clusters = [...left.environment.clusters, ...right.environment.clusters];
  const names = clusters.flatMap(({ addons, disabled = [] }) => [...addons.map(({ name }) => name), ...disabled]);
  return [...new Set(names)].sort();
}

function clusterChanges({ left, right }: Sides, pairing: Pairing): readonly Change[] {
  const scope: Scope = left.name.environment === right.name.environment ? "one-environment" : "two-environments";
  const [before, after] = [cellsOf(left, scope), cellsOf(right, scope)];
  const names = new Set([...before, ...after].flatMap(({ cells }) => [...cells.keys()]));
  return [...names]
    .sort()
    .flatMap((name) =>
      compareCells({ kind: "setting", name }, { left: columnOf(before, name), right: columnOf(after, name) }, pairing),
    );
}

interface ClusterCells {
  readonly cluster: Cluster;
  readonly cells: ReadonlyMap<string, Cell>;
}

function cellsOf({ environment }: Side, scope: Scope): readonly ClusterCells[] {
  return environment.clusters.map((cluster) => ({ cluster, cells: clusterCells(cluster, scope) }));
}

function columnOf(clusters: readonly ClusterCells[], name: string): Column {
  return new Map(clusters.map(({ cluster, cells }) => [cluster.name, cells.get(name) ?? NOTHING]));
}

function notCompared({ left, right }: Sides, unknown: ReadonlySet<string>): readonly string[] {
  const locks = [left, right].flatMap(({ withoutLock }) => withoutLock ?? []);
  const pins = locks.length === 0 ? [] : [`pins: ${[...new Set(locks)].join("; ")}`];
  const values = [...unknown].sort();
  return [...pins, ...values.map((value) => `${value}: an input that it names was not read`)];
}
