import type { Layered } from "./layered.ts";

/** How many pairs of lines cross, in all gaps between columns. Linear but for a logarithm. */
export function countCrossings(graph: Layered, order: readonly (readonly number[])[]): number {
  const place = new Int32Array(graph.boxes.length);
  for (const layer of order) layer.forEach((item, index) => (place[item] = index));
  let crossings = 0;
  order.forEach((layer, index) => {
    const size = order[index + 1]?.length ?? 0;
    const ends: number[] = [];
    for (const item of layer) {
      const first = ends.length;
      for (const next of graph.next[item] ?? []) ends.push(place[next] ?? 0);
      sortFrom(ends, first);
    }
    crossings += inversions(ends, size);
  });
  return crossings;
}

/** Few numbers at a time: sorted in place, without a copy. */
function sortFrom(numbers: number[], first: number): void {
  const list = numbers;
  for (let index = first + 1; index < list.length; index++) {
    const number = list[index] ?? 0;
    let at = index;
    for (; at > first && (list[at - 1] ?? 0) > number; at--) list[at] = list[at - 1] ?? 0;
    list[at] = number;
  }
}

/** Pairs in the wrong order; a Fenwick tree counts what came before and is larger. */
function inversions(values: readonly number[], size: number): number {
  const tree = new Int32Array(size + 1);
  let found = 0;
  values.forEach((value, seen) => {
    let notLarger = 0;
    for (let at = value + 1; at > 0; at -= at & -at) notLarger += tree[at] ?? 0;
    found += seen - notLarger;
    for (let at = value + 1; at <= size; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
  });
  return found;
}
