import { countCrossings } from "./count-crossings.ts";
import { isLonely, type Layered } from "./layered.ts";
import { swapNeighbours } from "./swap-neighbours.ts";

/** Items by column, top to bottom. */
export type Order = readonly (readonly number[])[];

/**
 * An order of each column in which lines cross seldom: every item is pulled to the mean of its neighbours, column by column, there
 * and back, until it stops getting better. Boxes without lines come last in their column. The same graph gives the same order.
 */
export function orderLayers(graph: Layered): Order {
  const starts = [graph.layers, depthFirst(graph)];
  let best: { readonly order: Order; readonly crossings: number } | undefined;
  for (const start of starts) {
    const found = improve(graph, start);
    if (best === undefined || found.crossings < best.crossings) best = found;
    if (best.crossings === 0) break;
  }
  return (best?.order ?? graph.layers).map((layer) => lonelyLast(graph, layer));
}

/** Rounds are bounded by work, so that large graphs take fewer. */
const WORK = 20_000;

function improve(graph: Layered, start: Order): { readonly order: Order; readonly crossings: number } {
  const rounds = Math.min(24, Math.max(4, Math.round(WORK / (graph.links + 1))));
  let order = start;
  let best = { order, crossings: countCrossings(graph, order) };
  for (let round = 0, idle = 0; round < rounds && idle < 6 && best.crossings > 0; round++, idle++) {
    order = sweep(graph, order, { towards: round % 2 === 0 ? "right" : "left", ties: round % 4 < 2 ? "keep" : "turn" });
    if (graph.links <= SMALL) order = swapNeighbours(graph, order);
    const crossings = countCrossings(graph, order);
    if (crossings >= best.crossings) continue;
    best = { order, crossings };
    idle = 0;
  }
  return best;
}

/** Up to so many links neighbours are also swapped one by one. */
const SMALL = 1000;

interface Sweep {
  readonly towards: "right" | "left";
  /** What becomes of items that are pulled to the same place. */
  readonly ties: "keep" | "turn";
}

function sweep(graph: Layered, order: Order, { towards, ties }: Sweep): Order {
  const place = new Float64Array(graph.boxes.length);
  const wanted = new Float64Array(graph.boxes.length);
  const settle = (layer: readonly number[]): void =>
    layer.forEach((item, index) => (place[item] = (index + 0.5) / layer.length));
  order.forEach(settle);
  const [neighbours, walk] =
    towards === "right" ? [graph.previous, [...order.keys()]] : [graph.next, [...order.keys()].reverse()];
  const result: (readonly number[])[] = [...order];
  for (const index of walk) {
    const layer = ties === "keep" ? (order[index] ?? []) : [...(order[index] ?? [])].reverse();
    for (const item of layer) wanted[item] = meanOf(neighbours[item] ?? [], place, place[item] ?? 0);
    const sorted = [...layer].sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
    result[index] = sorted;
    settle(sorted);
  }
  return result;
}

function meanOf(items: readonly number[], place: Float64Array, otherwise: number): number {
  if (items.length === 0) return otherwise;
  let sum = 0;
  for (const item of items) sum += place[item] ?? 0;
  return sum / items.length;
}

/** Columns in the order in which a walk along the lines meets their items: what belongs together starts close together. */
function depthFirst(graph: Layered): Order {
  const order: number[][] = graph.layers.map(() => []);
  const layerOf = new Map(graph.layers.flatMap((layer, index) => layer.map((item) => [item, index] as const)));
  const seen = new Set<number>();
  const open = graph.layers.flat().reverse();
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (seen.has(item)) continue;
    seen.add(item);
    order[layerOf.get(item) ?? 0]?.push(item);
    open.push(...[...(graph.next[item] ?? [])].reverse().filter((next) => !seen.has(next)));
  }
  return order;
}

function lonelyLast(graph: Layered, layer: readonly number[]): readonly number[] {
  const lonely = (item: number): boolean => isLonely(graph, item);
  return [...layer.filter((item) => !lonely(item)), ...layer.filter(lonely)];
}
