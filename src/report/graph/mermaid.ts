import type { GraphView } from "../../graph/graph-view.ts";
import { sanitize } from "../../support/sanitize.ts";
import { count } from "../words.ts";

/**
 * A flowchart for Mermaid; several graphs are parts of one. Arrows point the way things start: from what is needed to what needs it.
 * Needs that follow from others are left out, as in every picture.
 */
export function mermaidText(views: readonly GraphView[]): string {
  const titles = views.map((view) => view.titles.join(", "));
  const lines = [
    "---",
    `title: ${JSON.stringify(sanitize(titles.length === 1 ? (titles[0] ?? "") : "Add-ons"))}`,
    "---",
  ];
  lines.push("flowchart LR");
  const links: Link[] = [];
  views.forEach((view, index) => {
    const prefix = views.length === 1 ? "" : `c${index + 1}`;
    if (prefix === "") lines.push(...graphLines(view, { prefix, links, indent: "  " }));
    else {
      lines.push(`  subgraph ${prefix}["${label(titles[index] ?? "")}"]`);
      lines.push(...graphLines(view, { prefix, links, indent: "    " }), "  end");
    }
  });
  return `${[...lines, ...styles(views, links)].join("\n")}\n`;
}

interface Part {
  readonly prefix: string;
  /** Grows: what kind each link has, for Mermaid knows links by their number in the text. */
  readonly links: Link[];
  readonly indent: string;
}

type Link = "need" | "inferred" | "critical" | "conflict";

function graphLines(view: GraphView, { prefix, links, indent }: Part): readonly string[] {
  const ids = new Map(
    view.waves
      .flat()
      .sort()
      .map((name, index) => [name, `${prefix}a${index + 1}`]),
  );
  const id = (name: string): string => ids.get(name) ?? "";
  const lines: string[] = [];
  view.waves.forEach((wave, index) => {
    const title = index === 0 ? "wave 1, starts at once" : `wave ${index + 1}`;
    lines.push(`subgraph ${prefix}w${index + 1}["${title}"]`);
    for (const name of wave) lines.push(`  ${id(name)}["${label(name)}"]${classOf(view, name)}`);
    lines.push("end");
  });
  const implied = view.edges.filter((edge) => edge.implied === "implied").length;
  if (implied > 0)
    lines.push(`%% not drawn: ${count(implied, "need that follows from others", "needs that follow from others")}`);
  for (const { addon, need, kind, critical } of view.edges.filter((edge) => edge.implied === "essential")) {
    lines.push(`${id(need)} ${kind === "inferred" ? "-.->" : critical === "critical" ? "==>" : "-->"} ${id(addon)}`);
    links.push(kind === "inferred" ? "inferred" : critical === "critical" ? "critical" : "need");
  }
  for (const { left, right } of view.conflicts) {
    lines.push(`${id(left)} x--x ${id(right)}`);
    links.push("conflict");
  }
  return lines.map((line) => `${indent}${line}`);
}

function classOf({ critical, conflicts }: GraphView, name: string): string {
  if (conflicts.some(({ left, right }) => left === name || right === name)) return ":::conflict";
  return critical?.names.includes(name) === true ? ":::critical" : "";
}

/** Only for what there is. */
function styles(views: readonly GraphView[], links: readonly Link[]): readonly string[] {
  const numbers = (kind: Link): string => links.flatMap((link, index) => (link === kind ? [index] : [])).join(",");
  const lines: string[] = [];
  if (links.includes("inferred")) lines.push(`  linkStyle ${numbers("inferred")} stroke:#9a6700`);
  if (links.includes("critical")) lines.push(`  linkStyle ${numbers("critical")} stroke:#0860ca,stroke-width:3px`);
  if (links.includes("conflict")) lines.push(`  linkStyle ${numbers("conflict")} stroke:#cf222e,stroke-width:2px`);
  if (views.some(({ critical }) => critical !== undefined))
    lines.push("  classDef critical stroke:#0860ca,stroke-width:3px");
  if (views.some(({ conflicts }) => conflicts.length > 0))
    lines.push("  classDef conflict stroke:#cf222e,stroke-width:2px");
  return lines;
}

/** Mermaid takes entity codes with # in place of what would end or mark up a label. */
function label(text: string): string {
  return sanitize(text).replaceAll(/[^A-Za-z0-9 ._/,-]/gu, (character) => `#${character.codePointAt(0)};`);
}
