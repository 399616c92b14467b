import type { Layered } from "./layered.ts";

const PASSES = 6;

/** Swaps items that stand one above the other wherever that takes crossings away, until none is left to gain. */
export function swapNeighbours(graph: Layered, order: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const place = new Int32Array(graph.boxes.length);
  for (const layer of order) layer.forEach((item, index) => (place[item] = index));
  const layers = order.map((layer) => [...layer]);
  for (let pass = 0, swapped = 1; pass < PASSES && swapped > 0; pass++) {
    swapped = layers.reduce((sum, layer) => sum + swapIn(layer, graph, place), 0);
  }
  return layers;
}

function swapIn(items: number[], graph: Layered, positions: Int32Array): number {
  const layer = items;
  const place = positions;
  let swapped = 0;
  for (let index = 1; index < layer.length; index++) {
    const [upper = 0, lower = 0] = [layer[index - 1], layer[index]];
    if (gain(upper, lower, { graph, place }) <= 0) continue;
    layer[index - 1] = lower;
    layer[index] = upper;
    place[lower] = index - 1;
    place[upper] = index;
    swapped++;
  }
  return swapped;
}

interface Places {
  readonly graph: Layered;
  readonly place: Int32Array;
}

/** Crossings that a swap takes away. */
function gain(upper: number, lower: number, { graph, place }: Places): number {
  let sum = 0;
  for (const lines of [graph.previous, graph.next]) {
    for (const one of lines[upper] ?? []) {
      for (const other of lines[lower] ?? []) sum += Math.sign((place[one] ?? 0) - (place[other] ?? 0));
    }
  }
  return sum;
}
