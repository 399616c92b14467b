import { isLonely, type Layered } from "./layered.ts";
import type { Order } from "./order-layers.ts";

/** Free room below a box and below a place where a line passes. */
const BOX_GAP = 14;
const LINE_GAP = 9;
const ROUNDS = 12;

/**
 * The y of each item's middle, such that lines are as straight as the room allows: column by column, there and back, every item
 * is put where its neighbours pull it, in least squares under the distances that must be kept. Long lines pull most.
 */
export function placeItems(graph: Layered, order: Order): Float64Array {
  const middle = new Float64Array(graph.boxes.length);
  for (const layer of order) settle(layer, offsetsOf(graph, layer), middle);
  const rounds = graph.boxes.length > 5000 ? ROUNDS / 3 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    for (const layer of order) pull(layer, graph, { middle, sides: [graph.previous] });
    for (const layer of order.toReversed()) pull(layer, graph, { middle, sides: [graph.next] });
  }
  for (const layer of order) pull(layer, graph, { middle, sides: [graph.previous, graph.next] });
  const top = middle.reduce((least, y, item) => Math.min(least, y - (graph.boxes[item]?.height ?? 0) / 2), Infinity);
  for (const layer of order) gatherLonely(layer, graph, { middle, top });
  return middle;
}

/** Boxes without lines, which nothing pulls, close ranks with what stands above them. */
function gatherLonely(
  layer: readonly number[],
  graph: Layered,
  { middle, top }: { readonly middle: Float64Array; readonly top: number },
): void {
  const into = middle;
  const offsets = offsetsOf(graph, layer);
  layer.forEach((item, index) => {
    if (!isLonely(graph, item)) return;
    const above = layer[index - 1];
    const distance = (offsets[index] ?? 0) - (offsets[index - 1] ?? 0);
    into[item] = above === undefined ? top + (graph.boxes[item]?.height ?? 0) / 2 : (middle[above] ?? 0) + distance;
  });
}

/** Middles as close together as they may be, the first at 0. */
function offsetsOf(graph: Layered, layer: readonly number[]): Float64Array {
  const offsets = new Float64Array(layer.length);
  for (let index = 1; index < layer.length; index++) {
    const [upper, lower] = [graph.boxes[layer[index - 1] ?? 0], graph.boxes[layer[index] ?? 0]];
    const gap = upper !== undefined && lower !== undefined ? BOX_GAP : LINE_GAP;
    offsets[index] = (offsets[index - 1] ?? 0) + ((upper?.height ?? 0) + (lower?.height ?? 0)) / 2 + gap;
  }
  return offsets;
}

function settle(layer: readonly number[], offsets: Float64Array, into: Float64Array): void {
  const middle = into;
  const half = (offsets.at(-1) ?? 0) / 2;
  layer.forEach((item, index) => (middle[item] = (offsets[index] ?? 0) - half));
}

interface Pull {
  readonly middle: Float64Array;
  readonly sides: readonly (readonly (readonly number[])[])[];
}

function pull(layer: readonly number[], graph: Layered, { middle, sides }: Pull): void {
  const into = middle;
  const offsets = offsetsOf(graph, layer);
  const wanted = layer.map((item, index) => {
    let [weight, sum] = [0, 0];
    for (const side of sides) {
      for (const other of side[item] ?? []) {
        const strength = strengthOf(graph, item, other);
        weight += strength;
        sum += strength * (middle[other] ?? 0);
      }
    }
    const place = weight === 0 ? (middle[item] ?? 0) : sum / weight;
    return { weight: weight === 0 ? LOOSE : weight, place: place - (offsets[index] ?? 0) };
  });
  ascending(wanted).forEach((place, index) => (into[layer[index] ?? 0] = place + (offsets[index] ?? 0)));
}

/** Of an item that nothing pulls in this direction. */
const LOOSE = 0.05;

function strengthOf(graph: Layered, one: number, other: number): number {
  const passing = [one, other].filter((item) => graph.boxes[item] === undefined).length;
  return passing === 2 ? 8 : passing === 1 ? 2 : 1;
}

interface Wanted {
  readonly weight: number;
  readonly place: number;
}

/** The closest places that do not descend, in least squares: neighbours that would overlap share their mean. */
function ascending(wanted: readonly Wanted[]): readonly number[] {
  const blocks: (Wanted & { readonly size: number })[] = [];
  for (const { weight, place } of wanted) {
    let block = { weight, place, size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.place > block.place; last = blocks.at(-1)) {
      const sum = last.weight + block.weight;
      const mean = (last.place * last.weight + block.place * block.weight) / sum;
      block = { weight: sum, place: mean, size: last.size + block.size };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ place, size }) => Array.from({ length: size }, () => place));
}
