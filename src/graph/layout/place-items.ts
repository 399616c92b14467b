import { isLonely, type Layered } from "./layered.ts";
import type { Order } from "./order-layers.ts";

/** Free room below a box and below a place where a line passes. */
const BOX_GAP = 14;
const LINE_GAP = 9;
const ROUNDS = 12;
/** Of large graphs, which nobody looks at that closely. */
const FEW_ROUNDS = 4;
const LARGE = 1500;

/**
 * The y of each item's middle, such that lines are as straight as the room allows: column by column, there and back, every item
 * is put where its neighbours pull it, in least squares under the distances that must be kept. Long lines pull most.
 */
export function placeItems(graph: Layered, order: Order): Float64Array {
  const middle = new Float64Array(graph.boxes.length);
  const columns = order.map((items): Column => ({ items, offsets: offsetsOf(graph, items) }));
  for (const column of columns) settle(column, middle);
  const rounds = graph.boxes.length > LARGE ? FEW_ROUNDS : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    for (const column of columns) pull(column, graph, { middle, sides: [graph.previous] });
    for (const column of columns.toReversed()) pull(column, graph, { middle, sides: [graph.next] });
  }
  for (const column of columns) pull(column, graph, { middle, sides: [graph.previous, graph.next] });
  const top = middle.reduce((least, y, item) => Math.min(least, y - (graph.boxes[item]?.height ?? 0) / 2), Infinity);
  for (const column of columns) gatherLonely(column, graph, { middle, top });
  return middle;
}

interface Column {
  /** Top to bottom. */
  readonly items: readonly number[];
  /** Middles as close together as they may be, the first at 0. */
  readonly offsets: Float64Array;
}

function offsetsOf(graph: Layered, items: readonly number[]): Float64Array {
  const offsets = new Float64Array(items.length);
  for (let index = 1; index < items.length; index++) {
    const [upper, lower] = [graph.boxes[items[index - 1] ?? 0], graph.boxes[items[index] ?? 0]];
    const gap = upper !== undefined && lower !== undefined ? BOX_GAP : LINE_GAP;
    offsets[index] = (offsets[index - 1] ?? 0) + ((upper?.height ?? 0) + (lower?.height ?? 0)) / 2 + gap;
  }
  return offsets;
}

function settle({ items, offsets }: Column, into: Float64Array): void {
  const middle = into;
  const half = (offsets.at(-1) ?? 0) / 2;
  items.forEach((item, index) => (middle[item] = (offsets[index] ?? 0) - half));
}

interface Pull {
  readonly middle: Float64Array;
  readonly sides: readonly (readonly (readonly number[])[])[];
}

/** Of an item that nothing pulls in this direction. */
const LOOSE = 0.05;

function pull({ items, offsets }: Column, graph: Layered, { middle, sides }: Pull): void {
  const into = middle;
  const places = new Float64Array(items.length);
  const weights = new Float64Array(items.length);
  items.forEach((item, index) => {
    let weight = 0;
    let sum = 0;
    for (const side of sides) {
      for (const other of side[item] ?? []) {
        const strength = strengthOf(graph, item, other);
        weight += strength;
        sum += strength * (middle[other] ?? 0);
      }
    }
    places[index] = (weight === 0 ? (middle[item] ?? 0) : sum / weight) - (offsets[index] ?? 0);
    weights[index] = weight === 0 ? LOOSE : weight;
  });
  makeAscending(places, weights);
  items.forEach((item, index) => (into[item] = (places[index] ?? 0) + (offsets[index] ?? 0)));
}

function strengthOf({ boxes }: Layered, one: number, other: number): number {
  const passing = Number(boxes[one] === undefined) + Number(boxes[other] === undefined);
  return passing === 2 ? 8 : passing === 1 ? 2 : 1;
}

/** The closest places that do not descend, in least squares: neighbours that would overlap share their mean. */
function makeAscending(places: Float64Array, weights: Float64Array): void {
  const means = new Float64Array(places.length);
  const sums = new Float64Array(places.length);
  const sizes = new Int32Array(places.length);
  let blocks = 0;
  places.forEach((place, index) => {
    let mean = place;
    let sum = weights[index] ?? 0;
    let size = 1;
    for (; blocks > 0 && (means[blocks - 1] ?? 0) > mean; blocks--) {
      const before = sums[blocks - 1] ?? 0;
      mean = ((means[blocks - 1] ?? 0) * before + mean * sum) / (before + sum);
      sum += before;
      size += sizes[blocks - 1] ?? 0;
    }
    means[blocks] = mean;
    sums[blocks] = sum;
    sizes[blocks++] = size;
  });
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    places.fill(means[block] ?? 0, at, at + (sizes[block] ?? 0));
    at += sizes[block] ?? 0;
  }
}

/** Boxes without lines, which nothing pulls, close ranks with what stands above them. */
function gatherLonely(
  { items, offsets }: Column,
  graph: Layered,
  { middle, top }: { readonly middle: Float64Array; readonly top: number },
): void {
  const into = middle;
  items.forEach((item, index) => {
    if (!isLonely(graph, item)) return;
    const above = items[index - 1];
    const distance = (offsets[index] ?? 0) - (offsets[index - 1] ?? 0);
    into[item] = above === undefined ? top + (graph.boxes[item]?.height ?? 0) / 2 : (middle[above] ?? 0) + distance;
  });
}
