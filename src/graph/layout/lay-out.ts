import type { Box, Column, Layout, LayoutEdge, LayoutNode, Line, Point } from "./layout.ts";
import { layeredGraph, type Layered } from "./layered.ts";
import { orderLayers, type Order } from "./order-layers.ts";
import { placeItems } from "./place-items.ts";

/**
 * Columns from left to right with few crossings and no overlaps. Pure and without chance: equal graphs look alike.
 * `gap` grows where lines climb far, for steep lines are hard to follow.
 */
export function layOut(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout {
  const graph = layeredGraph(nodes, edges);
  const order = orderLayers(graph);
  const middle = placeItems(graph, order);
  const half = (item: number): number => (graph.boxes[item]?.height ?? 0) / 2;
  const top = middle.reduce((least, y, item) => Math.min(least, y - half(item)), Infinity);
  for (let item = 0; item < middle.length; item++) middle[item] = Math.round((middle[item] ?? 0) - top);
  const besides = edges.filter((_, index) => graph.chains[index]?.length === 0);
  const columns = columnsOf({ graph, order, middle }, besides);
  const boxes = new Map(nodes.map((node, item) => [node.name, boxOf(node, columns[node.layer], middle[item] ?? 0)]));
  const lines = edges.map((edge, index) => lineOf(edge, graph.chains[index] ?? [], { graph, columns, boxes, middle }));
  const last = columns.at(-1);
  const besideLast = besides.some(({ from }) => boxes.get(from)?.x === last?.x) ? BESIDE_MOST : 0;
  return {
    width: (last?.x ?? 0) + (last?.width ?? 0) + besideLast,
    height: middle.reduce((most, y, item) => Math.max(most, y + half(item)), 0),
    columns,
    boxes,
    lines,
  };
}

interface Placed {
  readonly graph: Layered;
  readonly order: Order;
  readonly middle: Float64Array;
}

const GAP = { least: 56, most: 150, perClimb: 0.09 };
/** A line beside a column reaches so far at most. */
const BESIDE_MOST = 48;

function columnsOf({ graph, order, middle }: Placed, besides: readonly LayoutEdge[]): readonly Column[] {
  const layerOf = new Map(graph.boxes.flatMap((box) => (box === undefined ? [] : [[box.name, box.layer] as const])));
  const beside = new Set(besides.map(({ from }) => layerOf.get(from)));
  const columns: Column[] = [];
  let x = 0;
  order.forEach((layer, index) => {
    const width = Math.max(0, ...layer.map((item) => graph.boxes[item]?.width ?? 0));
    columns.push({ x, width });
    const climbs = layer.flatMap((item) =>
      (graph.next[item] ?? []).map((next) => Math.abs((middle[next] ?? 0) - (middle[item] ?? 0))),
    );
    const climb = climbs.reduce((most, one) => Math.max(most, one), 0);
    const gap = Math.min(GAP.most, GAP.least + climb * GAP.perClimb) + (beside.has(index) ? BESIDE_MOST / 2 : 0);
    x += width + Math.round(gap);
  });
  return columns;
}

function boxOf({ height }: LayoutNode, column: Column | undefined, middle: number): Box {
  return { x: column?.x ?? 0, width: column?.width ?? 0, y: middle - height / 2, height };
}

interface Drawn {
  readonly graph: Layered;
  readonly columns: readonly Column[];
  readonly boxes: ReadonlyMap<string, Box>;
  readonly middle: Float64Array;
}

function lineOf({ from, to }: LayoutEdge, chain: readonly number[], drawn: Drawn): Line {
  const [one, other] = [drawn.boxes.get(from), drawn.boxes.get(to)];
  if (one === undefined || other === undefined) throw new Error(`A line leads to an unknown box: ${from}, ${to}`);
  if (chain.length === 0) {
    const points = [rightOf(one), rightOf(other)] as const;
    const reach = Math.min(BESIDE_MOST, 22 + Math.abs(points[0].y - points[1].y) * 0.1);
    return { kind: "beside", points: [points[0], points[1]], reach: points[0].x + reach };
  }
  const [left, right] = one.x < other.x ? [one, other] : [other, one];
  const first = drawn.graph.boxes[chain[0] ?? 0]?.layer ?? 0;
  const passing = chain.slice(1, -1).flatMap((item, index): readonly Point[] => {
    const column = drawn.columns[first + index + 1];
    const y = drawn.middle[item] ?? 0;
    return [
      { x: column?.x ?? 0, y },
      { x: (column?.x ?? 0) + (column?.width ?? 0), y },
    ];
  });
  const points = [rightOf(left), ...passing, { x: right.x, y: right.y + right.height / 2 }];
  return { kind: "across", points: left === one ? points : points.toReversed() };
}

function rightOf({ x, y, width, height }: Box): Point {
  return { x: x + width, y: y + height / 2 };
}
