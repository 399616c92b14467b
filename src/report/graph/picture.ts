import type { GraphConflict } from "../../graph/addon-graph.ts";
import type { GraphView, ViewEdge } from "../../graph/graph-view.ts";
import { layOut } from "../../graph/layout/lay-out.ts";
import type { Layout, LayoutEdge, Line } from "../../graph/layout/layout.ts";
import { textWidth } from "../../graph/layout/text-width.ts";
import { durationText } from "../words.ts";

/** Sizes of text in pixels. */
export const TEXT = { title: 17, name: 13, small: 11.5 } as const;
const BOX = { height: 32, padding: 12 } as const;

/** A view with a place for everything in it. */
export interface Picture {
  readonly view: GraphView;
  readonly layout: Layout;
  readonly waves: readonly string[];
  readonly needs: readonly { readonly edge: ViewEdge; readonly line: Line }[];
  readonly conflicts: readonly { readonly conflict: GraphConflict; readonly line: Line }[];
}

export function pictureOf(view: GraphView): Picture {
  const titles = view.waves.map((_, index) => (index === 0 ? "Wave 1, starts at once" : `Wave ${index + 1}`));
  const nodes = view.waves.flatMap((wave, layer) => {
    const least = textWidth(titles[layer] ?? "", TEXT.small);
    return wave.map((name) => ({ name, layer, height: BOX.height, width: Math.max(least, boxWidth(name, view)) }));
  });
  const edges = view.edges.filter(({ implied }) => implied === "essential");
  const conflicts = [...onePerPair(view.conflicts)];
  const lines: readonly LayoutEdge[] = [
    ...edges.map(({ addon, need, kind }) => ({ from: need, to: addon, bundle: kind })),
    ...conflicts.map(({ left, right }) => ({ from: left, to: right, bundle: "conflict" })),
  ];
  const layout = layOut(nodes, lines);
  const drawn = layout.lines;
  return {
    view,
    layout,
    waves: titles,
    needs: edges.flatMap((edge, index) => lineAt(drawn, index).map((line) => ({ edge, line }))),
    conflicts: conflicts.flatMap((conflict, index) =>
      lineAt(drawn, edges.length + index).map((line) => ({ conflict, line })),
    ),
  };
}

function boxWidth(name: string, { durations }: GraphView): number {
  const duration = durations.get(name);
  const time = duration === undefined ? 0 : textWidth(durationText(duration), TEXT.small) + BOX.padding;
  return textWidth(name, TEXT.name) + time + 2 * BOX.padding;
}

/** Two add-ons may conflict for several reasons: one line, all reasons. */
function onePerPair(conflicts: readonly GraphConflict[]): readonly GraphConflict[] {
  const pairs = Map.groupBy(conflicts, ({ left, right }) => [left, right].sort().join(" "));
  return [...pairs.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, reason: [first, ...more].map(({ reason }) => reason).join("\n") }],
  );
}

function lineAt(lines: readonly Line[], index: number): readonly Line[] {
  const line = lines[index];
  return line === undefined ? [] : [line];
}
