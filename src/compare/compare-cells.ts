import { canonicalJson, jsonEqual } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import type { Change, ClusterPair, Pairing, Variant, What } from "./comparison.ts";
import type { ShownOrigin } from "./shown-origin.ts";

/** One thing on the clusters of one side. */
export interface Column {
  /** By the names of the clusters; undefined where it is not there. Clusters that are left out are not compared. */
  readonly values: ReadonlyMap<string, JsonValue | undefined>;
  /** Asked only for what is shown. */
  readonly about?: (cluster: string) => About;
}

export interface About {
  readonly secrecy: "secret" | "open";
  readonly origin?: ShownOrigin;
}

interface Columns {
  readonly left: Column;
  readonly right: Column;
}

/** How one thing differs: once for all pairs of clusters where it differs in the same way. */
export function compareCells(what: What, columns: Columns, pairing: Pairing): readonly Change[] {
  return pairing.kind === "by-name" ? comparePairs(what, columns, pairing.pairs) : compareAll(what, columns);
}

function comparePairs(what: What, { left, right }: Columns, pairs: readonly ClusterPair[]): readonly Change[] {
  const compared = pairs.filter((pair) => left.values.has(pair.left) && right.values.has(pair.right));
  const differing = compared.filter((pair) => !isSame(left.values.get(pair.left), right.values.get(pair.right)));
  if (differing.length === 0) return [];
  const alike = Map.groupBy(differing, (pair) => {
    return `${keyOf(left.values.get(pair.left))}\n${keyOf(right.values.get(pair.right))}`;
  });
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const change = { what, before: [variant(left, first.left)], after: [variant(right, first.right)] };
    return [group.length === compared.length ? change : { ...change, clusters: group.map((pair) => pair.right) }];
  });
}

/** The same when both sides have the same values, whichever of their clusters has which. */
function compareAll(what: What, { left, right }: Columns): readonly Change[] {
  if (left.values.size === 0 || right.values.size === 0) return [];
  const [before, after] = [clustersByValue(left), clustersByValue(right)];
  const isEqual = before.size === after.size && [...before.keys()].every((key) => after.has(key));
  return isEqual ? [] : [{ what, before: variants(left, before), after: variants(right, after) }];
}

type ClustersByValue = ReadonlyMap<string, readonly string[]>;

function clustersByValue({ values }: Column): ClustersByValue {
  const groups = new Map<string, string[]>();
  for (const [cluster, value] of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cluster]);
    else group.push(cluster);
  }
  return groups;
}

function variants(column: Column, groups: ClustersByValue): readonly Variant[] {
  return [...groups.values()].flatMap((clusters) => {
    const [first] = clusters;
    if (first === undefined) return [];
    const shown = variant(column, first);
    return [groups.size === 1 ? shown : { ...shown, clusters }];
  });
}

function isSame(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return jsonEqual(left, right);
}

function keyOf(value: JsonValue | undefined): string {
  return value === undefined ? "" : canonicalJson(value);
}

function variant({ values, about }: Column, cluster: string): Variant {
  const value = values.get(cluster);
  if (value === undefined) return { state: "absent" };
  const { secrecy, origin } = about?.(cluster) ?? OPEN;
  const place = origin === undefined ? {} : { origin };
  return secrecy === "secret" ? { state: "hidden", ...place } : { state: "present", value, ...place };
}

const OPEN: About = { secrecy: "open" };
