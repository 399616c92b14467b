import type { ObjectFact } from "../rendered/rendered-facts.ts";
import type { GraphConflict } from "./addon-graph.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { indexFacts, type FactIndex } from "./fact-index.ts";
import { KNOWN_RIVALS } from "./known-rivals.ts";

/**
 * `owners`: one object in two releases, of which Helm refuses the second. `definitions`: one definition in the folders
 * `crds/` of two charts, so that each sync of one undoes the other. `defaults`: two classes marked as default. `rivals`:
 * known not to get on.
 */
export interface FoundConflict extends GraphConflict {
  readonly kind: "owners" | "definitions" | "default-ingress" | "default-storage" | "rivals";
}

/** Conflicts between rendered charts, sorted by add-on; `charts` has the chart name of each add-on. */
export function findConflicts(cluster: ClusterFacts, charts: ReadonlyMap<string, string>): readonly FoundConflict[] {
  return [...sharedObjects(cluster), ...sharedDefaults(cluster), ...rivals(cluster, charts)].sort(byNames);
}

function sharedObjects(cluster: ClusterFacts): readonly FoundConflict[] {
  const index = indexFacts(cluster);
  const owners = ownersOf(cluster, index);
  const pairs = new Map<string, { readonly names: readonly [string, string]; readonly objects: Owned[] }>();
  for (const [first, ...others] of owners.values()) {
    for (const other of others) {
      if (first === undefined) continue;
      const key = `${first.addon}\n${other.addon}`;
      const pair = pairs.get(key) ?? { names: [first.addon, other.addon], objects: [] };
      pair.objects.push(other.object.origin === "crds" ? first : other);
      pairs.set(key, pair);
    }
  }
  return [...pairs.values()].map(({ names: [left, right], objects }) => {
    const isOnlyCrds = objects.every(({ object }) => object.origin === "crds");
    return {
      left,
      right,
      kind: isOnlyCrds ? "definitions" : "owners",
      reason: `both have ${listed(objects.map(({ object }) => index.label(object)))}`,
    };
  });
}

interface Owned {
  readonly addon: string;
  readonly object: ObjectFact;
}

/** Hooks come and go, and belong to nobody. One release may have an object twice: that is its chart's business. */
function ownersOf({ addons, facts }: ClusterFacts, index: FactIndex): ReadonlyMap<string, readonly Owned[]> {
  const owners = new Map<string, Owned[]>();
  for (const { name } of addons) {
    for (const object of facts.get(name)?.objects ?? []) {
      if (object.origin === "hook") continue;
      const key = index.identity(object);
      const known = owners.get(key);
      if (known === undefined) owners.set(key, [{ addon: name, object }]);
      else if (known.every(({ addon }) => addon !== name)) known.push({ addon: name, object });
    }
  }
  return owners;
}

const DEFAULTS = { IngressClass: "default-ingress", StorageClass: "default-storage" } as const;

function sharedDefaults({ addons, facts }: ClusterFacts): readonly FoundConflict[] {
  return (["IngressClass", "StorageClass"] as const).flatMap((kind) => {
    const marked = addons.flatMap(({ name }) => {
      const found = (facts.get(name)?.objects ?? []).find((object) => object.kind === kind && object.isDefault);
      return found === undefined ? [] : [{ addon: name, object: found }];
    });
    const [first, ...others] = marked;
    return others.map((other): FoundConflict => ({
      left: first?.addon ?? "",
      right: other.addon,
      kind: DEFAULTS[kind],
      reason: `both mark their ${kind} as the default one: ${first?.object.name ?? ""} and ${other.object.name}`,
    }));
  });
}

function rivals({ addons }: ClusterFacts, charts: ReadonlyMap<string, string>): readonly FoundConflict[] {
  const of = (names: readonly string[]): readonly string[] =>
    addons.map(({ name }) => name).filter((name) => names.includes(charts.get(name) ?? ""));
  return KNOWN_RIVALS.flatMap(({ left, right, reason }) =>
    of(left).flatMap((one) =>
      of(right).map((other): FoundConflict => ({ left: one, right: other, kind: "rivals", reason })),
    ),
  );
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 3).join(", ");
  return labels.length > 3 ? `${shown} and ${labels.length - 3} more` : shown;
}

function byNames(a: GraphConflict, b: GraphConflict): number {
  const [left, right] = [`${a.left}\n${a.right}`, `${b.left}\n${b.right}`];
  return left < right ? -1 : Number(left > right);
}
