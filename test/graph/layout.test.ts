import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countCrossings } from "../../src/graph/layout/count-crossings.ts";
import { layOut } from "../../src/graph/layout/lay-out.ts";
import type { Box, Layout, LayoutEdge, LayoutNode, Line, Point } from "../../src/graph/layout/layout.ts";
import { layeredGraph } from "../../src/graph/layout/layered.ts";
import { orderLayers } from "../../src/graph/layout/order-layers.ts";
import { textWidth } from "../../src/graph/layout/text-width.ts";
import { pictureOf } from "../../src/report/graph/picture.ts";
import { PLANTED, PLATFORM } from "./platform.ts";
import { graphOf, viewOf } from "./plant.ts";

/** Any boxes in any columns with any lines between them: within a column, backwards, double. */
const drawing = fc
  .array(fc.record({ layer: fc.nat(6), width: fc.integer({ min: 20, max: 300 }) }), { minLength: 1, maxLength: 30 })
  .chain((boxes) => {
    const nodes = boxes.map((box, index): LayoutNode => ({ ...box, name: `n${index}`, height: 32 }));
    const name = fc.nat(boxes.length - 1).map((index) => `n${index}`);
    const edge = fc.record({ from: name, to: name, bundle: fc.constantFrom("declared", "inferred", "conflict") });
    return fc.tuple(
      fc.constant(nodes),
      fc.array(edge, { maxLength: 40 }).map((edges) => edges.filter(({ from, to }) => from !== to)),
    );
  });

describe("layout", () => {
  it("of any graph keeps boxes apart, lines out of boxes, and all of it inside of the picture", () => {
    fc.assert(
      fc.property(drawing, ([nodes, edges]) => {
        const layout = layOut(nodes, edges);
        expect(overlaps(layout)).toEqual([]);
        expect(linesThroughBoxes(layout)).toEqual([]);
        expect(outside(layout)).toEqual([]);
        expect(wrongEnds(layout, edges)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("of a platform does so, too, with few crossings", () => {
    const { layout, needs, conflicts } = pictureOf(viewOf(graphOf(PLATFORM, PLANTED)));
    expect([layout.boxes.size, needs.length, conflicts.length]).toEqual([40, 54, 3]);
    expect([overlaps(layout), linesThroughBoxes(layout), outside(layout)]).toEqual([[], [], []]);
    expect(crossings(PLATFORM)).toBeLessThanOrEqual(20);
  });

  it("does not depend on the order of add-ons and needs", () => {
    const lines = PLATFORM.trim().split("\n");
    const turned = lines
      .toReversed()
      .map((line) => line.replace(/: (.*)$/, (_, needs: string) => `: ${needs.split(" ").toReversed().join(" ")}`));
    const draw = (text: string): Layout => pictureOf(viewOf(graphOf(text))).layout;
    expect(draw(turned.join("\n"))).toEqual(draw(PLATFORM));
  });

  it.each([
    ["a chain", "a:\nb: a\nc: b\nd: c", 0],
    ["a tree that stands in the wrong order", "r:\nz: r\na: r\nm: r\nz1: z\nz2: z\na1: a\na2: a\nm1: m", 0],
    ["two trees", "x:\ny:\na: y\nb: x\nc: y\nd: x", 0],
    ["two that all need, which must cross", "x:\ny:\na: x y\nb: x y\nc: x y", 3],
  ])("finds the best order of %s", (_, text, expected) => {
    expect(crossings(text)).toBe(expected);
  });

  it("draws what goes straight on as a straight line", () => {
    const { layout } = pictureOf(viewOf(graphOf("a:\nb: a\nc: b\nlone:")));
    expect(new Set(["a", "b", "c"].map((name) => layout.boxes.get(name)?.y)).size).toBe(1);
  });

  it("puts boxes that nothing is tied to right below the others of their column", () => {
    const { layout } = pictureOf(viewOf(graphOf("a:\nb: a\nc: a\nd: a\nz1:\nz2:")));
    const ys = ["a", "z1", "z2"].map((name) => layout.boxes.get(name)?.y ?? 0);
    expect([(ys[1] ?? 0) - (ys[0] ?? 0), (ys[2] ?? 0) - (ys[1] ?? 0)]).toEqual([46, 46]);
  });

  it("lets lines of one add-on share their way, and lines of another kind not", () => {
    const { needs } = pictureOf(
      viewOf(
        graphOf("a:\nb: a\nc: b\nd: c s\nh: c\ng: h s\ns:", {
          inferred: [{ addon: "h", need: "s", reasons: [] }],
        }),
      ),
    );
    const passing = (addon: string): readonly Point[] =>
      needs.find(({ edge }) => edge.addon === addon && edge.need === "s")?.line.points.slice(1, -1) ?? [];
    expect([passing("d").length, passing("g").length, passing("h").length]).toEqual([4, 6, 4]);
    expect(passing("g").slice(0, 4)).toEqual(passing("d"));
    expect(passing("h").map(({ y }) => y)).not.toEqual(passing("d").map(({ y }) => y));
  });

  it("is linear enough for ten thousand add-ons in one chain with long lines", () => {
    const nodes = Array.from({ length: 10_000 }, (_, layer): LayoutNode => ({
      name: `n${layer}`,
      layer,
      width: 100,
      height: 32,
    }));
    const edges = nodes.slice(1).map((_, index) => ({ from: `n${index}`, to: `n${index + 1}`, bundle: "declared" }));
    const layout = layOut(nodes, [...edges, { from: "n0", to: "n9999", bundle: "declared" }]);
    expect(layout.lines.at(-1)?.points).toHaveLength(2 + 2 * 9998);
  });
});

describe("text width", () => {
  it("grows with every letter and knows narrow from wide ones", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.string({ maxLength: 3 }), (text, more) => {
        expect(textWidth(text + more, 13)).toBeGreaterThanOrEqual(textWidth(text, 13));
      }),
    );
    expect(textWidth("illi", 10)).toBeLessThan(textWidth("mmmm", 10));
  });
});

function crossings(text: string): number {
  const view = viewOf(graphOf(text));
  const nodes = view.waves.flatMap((wave, layer) => wave.map((name) => ({ name, layer, width: 100, height: 32 })));
  const edges = view.edges
    .filter(({ implied }) => implied === "essential")
    .map(({ addon, need }) => ({ from: need, to: addon, bundle: "declared" }));
  const graph = layeredGraph(nodes, edges);
  return countCrossings(graph, orderLayers(graph));
}

function overlaps({ boxes }: Layout): readonly string[] {
  const all = [...boxes];
  return all.flatMap(([name, box], index) =>
    all.slice(index + 1).flatMap(([other, its]) => (apart(box, its, 8) ? [] : [`${name} on ${other}`])),
  );
}

function apart(one: Box, other: Box, least: number): boolean {
  return (
    one.x + one.width + least <= other.x ||
    other.x + other.width + least <= one.x ||
    one.y + one.height + least <= other.y ||
    other.y + other.height + least <= one.y
  );
}

function linesThroughBoxes({ boxes, lines }: Layout): readonly string[] {
  return lines.flatMap((line, index) =>
    pointsOf(line).flatMap(({ x, y }) =>
      [...boxes].flatMap(([name, box]) => {
        const inside = x > box.x + 1 && x < box.x + box.width - 1 && y > box.y - 3 && y < box.y + box.height + 3;
        return inside ? [`line ${index} through ${name}`] : [];
      }),
    ),
  );
}

function outside({ width, height, boxes, lines }: Layout): readonly string[] {
  const far = ({ x, y }: Point): boolean => x < 0 || y < 0 || x > width || y > height;
  const corners = [...boxes.values()].flatMap((box) => [box, { x: box.x + box.width, y: box.y + box.height }]);
  return [...corners, ...lines.flatMap(pointsOf)].filter(far).map(({ x, y }) => `${x} ${y}`);
}

/** Lines start at the box they come from and end at the one they lead to. */
function wrongEnds({ boxes, lines }: Layout, edges: readonly LayoutEdge[]): readonly string[] {
  return edges.flatMap(({ from, to }, index) => {
    const [start, end] = [lines[index]?.points[0], lines[index]?.points.at(-1)];
    const touches = (point: Point | undefined, box: Box | undefined): boolean =>
      point !== undefined &&
      box !== undefined &&
      (point.x === box.x || point.x === box.x + box.width) &&
      point.y === box.y + box.height / 2;
    return touches(start, boxes.get(from)) && touches(end, boxes.get(to)) ? [] : [`${from} ${to}`];
  });
}

/** Points along a line as it is drawn: curves with level ends, straight parts between them. */
function pointsOf(line: Line): readonly Point[] {
  const steps = Array.from({ length: 17 }, (_, step) => step / 16);
  const [first, ...rest] = line.points;
  if (first === undefined) return [];
  if (line.kind === "beside") {
    const [from, to] = line.points;
    return steps.map((t) => bezier([from, { x: line.reach, y: from.y }, { x: line.reach, y: to.y }, to], t));
  }
  return rest.flatMap((to, index) => {
    const from = line.points[index] ?? to;
    const middle = (from.x + to.x) / 2;
    return steps.map((t) => bezier([from, { x: middle, y: from.y }, { x: middle, y: to.y }, to], t));
  });
}

function bezier(points: readonly [Point, Point, Point, Point], t: number): Point {
  const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  const sum = (at: (point: Point) => number): number =>
    points.reduce((total, point, index) => total + at(point) * (weights[index] ?? 0), 0);
  return { x: sum(({ x }) => x), y: sum(({ y }) => y) };
}
