import type { LayoutEdge, LayoutNode } from "./layout.ts";

/**
 * Boxes and the places where lines pass columns, all called items and known by number. Lines of one bundle from one box share
 * these places, so what many add-ons need is one trunk with branches.
 */
export interface Layered {
  /** The box of an item; absent for a place where a line passes. */
  readonly boxes: readonly (LayoutNode | undefined)[];
  /** Items by column. */
  readonly layers: readonly (readonly number[])[];
  /** Items of the next and of the previous column that a line leads to, each named once per item. */
  readonly next: readonly (readonly number[])[];
  readonly previous: readonly (readonly number[])[];
  /** Per edge the items from its left end to its right end; empty when both ends stand in one column. */
  readonly chains: readonly (readonly number[])[];
  readonly links: number;
}

/** Boxes have the numbers of their nodes. */
export function layeredGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layered {
  const items = createItems();
  for (const node of nodes) items.add(node.layer, node);
  const numbers = new Map(nodes.map(({ name }, number) => [name, number]));
  const chains = edges.map(({ from, to, bundle }) => {
    const ends = [numbers.get(from) ?? -1, numbers.get(to) ?? -1].map((number) => ({
      number,
      layer: nodes[number]?.layer,
    }));
    const [left, right] = ends.sort((one, other) => (one.layer ?? -1) - (other.layer ?? -1));
    if (left?.layer === undefined || right?.layer === undefined) throw new Error(`No box for the line ${from} ${to}`);
    if (left.layer === right.layer) return [];
    const chain = [left.number, ...items.trunk(`${left.number} ${bundle}`, left.layer + 1, right.layer), right.number];
    chain.forEach((item, index) => index > 0 && items.link(chain[index - 1] ?? 0, item));
    return chain;
  });
  return { ...items.made, chains, links: items.made.next.reduce((sum, { length }) => sum + length, 0) };
}

/** Whether no line leads to or from an item, but for lines inside of its column. */
export function isLonely({ next, previous }: Layered, item: number): boolean {
  return next[item]?.length === 0 && previous[item]?.length === 0;
}

function createItems() {
  const boxes: (LayoutNode | undefined)[] = [];
  const layers: number[][] = [];
  const next: number[][] = [];
  const previous: number[][] = [];
  const trunks = new Map<string, number[]>();
  const linked = new Set<string>();
  const add = (layer: number, box?: LayoutNode): number => {
    while (layers.length <= layer) layers.push([]);
    const number = boxes.push(box) - 1;
    next.push([]);
    previous.push([]);
    layers[layer]?.push(number);
    return number;
  };
  return {
    made: { boxes, layers, next, previous },
    add,
    /** Passing places of one bundle in the columns from `first` up to but not including `end`. */
    trunk(key: string, first: number, end: number): readonly number[] {
      const trunk = trunks.get(key) ?? [];
      trunks.set(key, trunk);
      while (first + trunk.length < end) trunk.push(add(first + trunk.length));
      return trunk.slice(0, end - first);
    },
    link(left: number, right: number): void {
      const key = `${left} ${right}`;
      if (linked.has(key)) return;
      linked.add(key);
      next[left]?.push(right);
      previous[right]?.push(left);
    },
  };
}
