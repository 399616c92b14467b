import type { GraphConflict } from "../../graph/addon-graph.ts";
import type { GraphView, ViewEdge } from "../../graph/graph-view.ts";
import { sanitize } from "../../support/sanitize.ts";
import { tooltipsOf, type Tooltips } from "./tooltips.ts";

/** For Graphviz, with every edge: `dot -Tpdf`, `tred`, and whatever else reads it. Several graphs are clusters of one. */
export function dotText(views: readonly GraphView[]): string {
  const lines = [
    "digraph addons {",
    "  rankdir=LR",
    "  newrank=true",
    '  node [shape=box, style="filled,rounded", fillcolor=white, fontname="Helvetica"]',
    '  edge [fontname="Helvetica"]',
  ];
  if (views.length === 1 && views[0] !== undefined) lines.push(...graphLines(views[0], { prefix: "", indent: "  " }));
  else {
    views.forEach((view, index) => {
      lines.push(`  subgraph cluster_${index + 1} {`);
      lines.push(...graphLines(view, { prefix: `${index + 1}/`, indent: "    " }), "  }");
    });
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

interface Part {
  /** Keeps the add-ons of several graphs apart. */
  readonly prefix: string;
  readonly indent: string;
}

function graphLines(view: GraphView, { prefix, indent }: Part): readonly string[] {
  const words = tooltipsOf(view);
  const id = (name: string): string => quoted(`${prefix}${name}`);
  const lines = [`label=${quoted(view.titles.join(", "))}`, "labelloc=t"];
  view.waves.forEach((wave, index) => {
    const title = index === 0 ? "wave 1, starts at once" : `wave ${index + 1}`;
    lines.push(`subgraph ${quoted(`cluster_${prefix}wave_${index + 1}`)} {`, `  label=${quoted(title)}`);
    lines.push("  rank=same", '  style="filled,rounded"', '  color="#f4f6f8"');
    for (const name of wave) lines.push(`  ${id(name)} [${attributes(nodeAttributes(name, view, words))}]`);
    lines.push("}");
  });
  for (const edge of view.edges) {
    lines.push(`${id(edge.need)} -> ${id(edge.addon)} [${attributes(edgeAttributes(edge, words))}]`);
  }
  for (const conflict of view.conflicts) {
    lines.push(`${id(conflict.left)} -> ${id(conflict.right)} [${attributes(conflictAttributes(conflict, words))}]`);
  }
  return lines.map((line) => `${indent}${line}`);
}

type Attributes = readonly (readonly [string, string])[];

function nodeAttributes(name: string, { conflicts, critical }: GraphView, words: Tooltips): Attributes {
  const fights = conflicts.some(({ left, right }) => left === name || right === name);
  const isCritical = critical?.names.includes(name) === true;
  const colour = fights ? "#cf222e" : isCritical ? "#0860ca" : undefined;
  return [
    ["label", name],
    ["tooltip", words.addon(name)],
    ...(colour === undefined
      ? []
      : ([
          ["color", colour],
          ["penwidth", "2"],
        ] as const)),
  ];
}

function edgeAttributes(edge: ViewEdge, words: Tooltips): Attributes {
  const tooltip = ["tooltip", words.edge(edge)] as const;
  // Waves come from declared needs alone, so an inferred need must not move anything.
  if (edge.kind === "inferred") return [tooltip, ["style", "dashed"], ["color", "#9a6700"], ["constraint", "false"]];
  if (edge.critical === "critical") return [tooltip, ["color", "#0860ca"], ["penwidth", "2.5"]];
  return edge.implied === "implied" ? [tooltip, ["color", "#c5ced8"]] : [tooltip];
}

function conflictAttributes(conflict: GraphConflict, words: Tooltips): Attributes {
  return [
    ["tooltip", words.conflict(conflict)],
    ["color", "#cf222e"],
    ["dir", "none"],
    ["constraint", "false"],
    ["label", "conflict"],
    ["fontcolor", "#cf222e"],
  ];
}

function attributes(list: Attributes): string {
  return list.map(([name, value]) => `${name}=${quoted(value)}`).join(", ");
}

/** A backslash starts an escape such as \N, which Graphviz would fill in. */
function quoted(text: string): string {
  const escaped = sanitize(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
