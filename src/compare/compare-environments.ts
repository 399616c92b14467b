import type { Cluster } from "../manifest/environment.ts";
import type { JsonValue } from "../support/json.ts";
import type { Redact } from "../values/hide-secrets.ts";
import { aboutClusterSetting, clusterSettings, type Scope } from "./cluster-settings.ts";
import { compareAddon } from "./compare-addon.ts";
import { compareCells, type Column } from "./compare-cells.ts";
import type { AddonComparison, Change, Comparison, Pairing } from "./comparison.ts";
import { pairClusters } from "./pair-clusters.ts";
import type { Side, Sides } from "./side.ts";

export interface CompareOptions {
  /** Hides what is known to be secret in this run; such values are compared, and not shown. */
  readonly redact: Redact;
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
    compareAddon(addon, { sides, pairing, redact: options.redact, unknown }),
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
  const [before, after] = [settingsOf(left, scope), settingsOf(right, scope)];
  const names = new Set([...before, ...after].flatMap(({ settings }) => [...settings.keys()]));
  return [...names].sort().flatMap((name) => {
    const columns = { left: columnOf(before, name), right: columnOf(after, name) };
    return compareCells({ kind: "setting", name }, columns, pairing);
  });
}

interface ClusterSettings {
  readonly cluster: Cluster;
  readonly settings: ReadonlyMap<string, JsonValue>;
}

function settingsOf({ environment }: Side, scope: Scope): readonly ClusterSettings[] {
  return environment.clusters.map((cluster) => ({ cluster, settings: clusterSettings(cluster, scope) }));
}

function columnOf(clusters: readonly ClusterSettings[], name: string): Column {
  const byName = new Map(clusters.map(({ cluster }) => [cluster.name, cluster]));
  return {
    values: new Map(clusters.map(({ cluster, settings }) => [cluster.name, settings.get(name)])),
    about(cluster) {
      const found = byName.get(cluster);
      return found === undefined ? { secrecy: "open" } : aboutClusterSetting(name, found);
    },
  };
}

function notCompared({ left, right }: Sides, unknown: ReadonlySet<string>): readonly string[] {
  const locks = [left, right].flatMap(({ withoutLock }) => withoutLock ?? []);
  const pins = locks.length === 0 ? [] : [`pins: ${[...new Set(locks)].join("; ")}`];
  const values = [...unknown].sort();
  return [...pins, ...values.map((value) => `${value}: an input that it names was not read`)];
}
