import { canonicalJson, jsonEqual } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import type { Change, Pairing, Variant, What } from "./comparison.ts";
import type { ShownOrigin } from "./shown-origin.ts";

/** One thing on one cluster. Without `value` it is not there. */
export interface Cell {
  readonly value?: JsonValue;
  /** Asked, as the origin, only for what is shown; open when left out. */
  readonly secrecy?: () => "secret" | "open";
  readonly origin?: () => ShownOrigin | undefined;
}

/** One thing on the clusters of one side, by their names. */
export type Column = ReadonlyMap<string, Cell>;

/** What is not there. */
export const NOTHING: Cell = {};

/** How one thing differs: once for all pairs of clusters where it differs in the same way. */
export function compareCells(
  what: What,
  { left, right }: { readonly left: Column; readonly right: Column },
  pairing: Pairing,
): readonly Change[] {
  return pairing.kind === "by-name"
    ? comparePairs(what, { left, right }, pairing.pairs)
    : compareAll(what, left, right);
}

type Pairs = Extract<Pairing, { readonly kind: "by-name" }>["pairs"];

interface Differing {
  readonly before: Cell;
  readonly after: Cell;
  readonly cluster: string;
}

function comparePairs(
  what: What,
  { left, right }: { readonly left: Column; readonly right: Column },
  pairs: Pairs,
): readonly Change[] {
  const compared = pairs.flatMap((pair): readonly Differing[] => {
    const [before, after] = [left.get(pair.left), right.get(pair.right)];
    return before === undefined || after === undefined ? [] : [{ before, after, cluster: pair.right }];
  });
  const differing = compared.filter(({ before, after }) => !isSame(before, after));
  const alike = Map.groupBy(differing, ({ before, after }) => `${keyOf(before)}\n${keyOf(after)}`);
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const clusters = group.map(({ cluster }) => cluster);
    const change = { what, before: [variant(first.before)], after: [variant(first.after)] };
    return [group.length === compared.length ? change : { ...change, clusters }];
  });
}

/** The same when both sides have the same values, whichever of their clusters has which. */
function compareAll(what: What, left: Column, right: Column): readonly Change[] {
  if (left.size === 0 || right.size === 0) return [];
  const [before, after] = [variants(left), variants(right)];
  const isEqual = before.size === after.size && [...before.keys()].every((key) => after.has(key));
  return isEqual ? [] : [{ what, before: [...before.values()], after: [...after.values()] }];
}

function variants(column: Column): ReadonlyMap<string, Variant> {
  const groups = Map.groupBy(column, ([, cell]) => keyOf(cell));
  const entries = [...groups].flatMap(([key, group]): [string, Variant][] => {
    const [first] = group;
    if (first === undefined) return [];
    const shown = variant(first[1]);
    const clusters = group.map(([cluster]) => cluster);
    return [[key, groups.size === 1 ? shown : { ...shown, clusters }]];
  });
  return new Map(entries);
}

function isSame(left: Cell, right: Cell): boolean {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return jsonEqual(left.value, right.value);
}

function keyOf({ value }: Cell): string {
  return value === undefined ? "" : canonicalJson(value);
}

function variant({ value, secrecy, origin }: Cell): Variant {
  if (value === undefined) return { state: "absent" };
  const from = origin?.();
  const place = from === undefined ? {} : { origin: from };
  return secrecy?.() === "secret" ? { state: "hidden", ...place } : { state: "present", value, ...place };
}
