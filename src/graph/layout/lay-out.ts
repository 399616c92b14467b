import type { Box, Column, Layout, LayoutEdge, LayoutNode, Line, Point } from "./layout.ts";
import { layeredGraph, type Layered } from "./layered.ts";
import { orderLayers, type Order } from "./order-layers.ts";
import { placeItems } from "./place-items.ts";

/** Columns from left to right with few crossings and no overlaps. Pure and without chance: equal graphs look alike. */
export function layOut(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout {
  const graph = layeredGraph(nodes, edges);
  const order = orderLayers(graph);
  const middle = placeItems(graph, order);
  const half = (item: number): number => (graph.boxes[item]?.height ?? 0) / 2;
  const top = middle.reduce((least, y, item) => Math.min(least, y - half(item)), Infinity);
  for (let item = 0; item < middle.length; item++) middle[item] = Math.round((middle[item] ?? 0) - top);
  const reaches = besideReaches({ graph, middle }, edges);
  const columns = columnsOf({ graph, order, middle }, reaches);
  const boxes = new Map(nodes.map((node, item) => [node.name, boxOf(node, columns[node.layer], middle[item] ?? 0)]));
  const drawn = { graph, columns, boxes, middle, reaches };
  const last = columns.at(-1);
  return {
    width: (last?.x ?? 0) + (last?.width ?? 0) + bulgeOf(columns.length - 1, reaches),
    height: middle.reduce((most, y, item) => Math.max(most, y + half(item)), 0),
    columns,
    boxes,
    lines: edges.map((edge, index) => lineOf(edge, index, drawn)),
  };
}

/** How far the control points of a line beside a column reach out of it. */
interface Reach {
  readonly column: number;
  readonly reach: number;
}

const REACH = { first: 22, next: 13, most: 100 } as const;

/** Lines beside one column, by number of the edge: short ones close to it, longer ones around them. */
function besideReaches(
  { graph, middle }: Pick<Placed, "graph" | "middle">,
  edges: readonly LayoutEdge[],
): ReadonlyMap<number, Reach> {
  const items = new Map(graph.boxes.flatMap((box, item) => (box === undefined ? [] : [[box.name, item] as const])));
  const beside = edges.flatMap(({ from, to }, index) => {
    if (graph.chains[index]?.length !== 0) return [];
    const [one, other] = [items.get(from) ?? 0, items.get(to) ?? 0];
    return [
      { index, column: graph.boxes[one]?.layer ?? 0, length: Math.abs((middle[one] ?? 0) - (middle[other] ?? 0)) },
    ];
  });
  const lanes = new Map<number, number>();
  const reaches = new Map<number, Reach>();
  for (const { index, column } of beside.sort((one, other) => one.length - other.length || one.index - other.index)) {
    const lane = lanes.get(column) ?? 0;
    lanes.set(column, lane + 1);
    reaches.set(index, { column, reach: Math.min(REACH.most, REACH.first + lane * REACH.next) });
  }
  return reaches;
}

/** Room that the lines beside a column take: a curve comes three quarters of the way to its control points. */
function bulgeOf(column: number, reaches: ReadonlyMap<number, Reach>): number {
  const own = [...reaches.values()].filter((one) => one.column === column);
  return own.reduce((most, { reach }) => Math.max(most, Math.ceil(reach * 0.75) + 10), 0);
}

interface Placed {
  readonly graph: Layered;
  readonly order: Order;
  readonly middle: Float64Array;
}

/** Gaps grow where lines climb far, for steep lines are hard to follow. */
const GAP = { least: 56, most: 150, perClimb: 0.09 } as const;

function columnsOf({ graph, order, middle }: Placed, reaches: ReadonlyMap<number, Reach>): readonly Column[] {
  const columns: Column[] = [];
  let x = 0;
  order.forEach((layer, index) => {
    const width = layer.reduce((most, item) => Math.max(most, graph.boxes[item]?.width ?? 0), 0);
    columns.push({ x, width });
    const climb = layer.reduce((most, item) => Math.max(most, climbOf(item, graph, middle)), 0);
    const gap = Math.min(GAP.most, GAP.least + climb * GAP.perClimb);
    const bulge = bulgeOf(index, reaches);
    x += width + Math.round(bulge === 0 ? gap : Math.max(gap, GAP.least / 2 + bulge));
  });
  return columns;
}

function climbOf(item: number, graph: Layered, middle: Float64Array): number {
  const next = graph.next[item] ?? [];
  return next.reduce((most, other) => Math.max(most, Math.abs((middle[other] ?? 0) - (middle[item] ?? 0))), 0);
}

function boxOf({ height }: LayoutNode, column: Column | undefined, middle: number): Box {
  return { x: column?.x ?? 0, width: column?.width ?? 0, y: middle - height / 2, height };
}

interface Drawn {
  readonly graph: Layered;
  readonly columns: readonly Column[];
  readonly boxes: ReadonlyMap<string, Box>;
  readonly middle: Float64Array;
  readonly reaches: ReadonlyMap<number, Reach>;
}

function lineOf({ from, to }: LayoutEdge, index: number, drawn: Drawn): Line {
  const [one, other] = [drawn.boxes.get(from), drawn.boxes.get(to)];
  if (one === undefined || other === undefined) throw new Error(`A line leads to an unknown box: ${from}, ${to}`);
  const reach = drawn.reaches.get(index);
  if (reach !== undefined) {
    const start = rightOf(one);
    return { kind: "beside", points: [start, rightOf(other)], reach: start.x + reach.reach };
  }
  const chain = drawn.graph.chains[index] ?? [];
  const [left, right] = one.x < other.x ? [one, other] : [other, one];
  const points = [rightOf(left), ...passing(chain, drawn), { x: right.x, y: right.y + right.height / 2 }];
  return { kind: "across", points: left === one ? points : points.toReversed() };
}

/** Where a line enters and leaves the columns between its ends. */
function passing(chain: readonly number[], { graph, columns, middle }: Drawn): readonly Point[] {
  const first = graph.boxes[chain[0] ?? 0]?.layer ?? 0;
  return chain.slice(1, -1).flatMap((item, index) => {
    const { x, width } = columns[first + index + 1] ?? { x: 0, width: 0 };
    const y = middle[item] ?? 0;
    return [
      { x, y },
      { x: x + width, y },
    ];
  });
}

function rightOf({ x, y, width, height }: Box): Point {
  return { x: x + width, y: y + height / 2 };
}
