import { assertNever } from "../support/assert-never.ts";
import type { AddonNode } from "./addon-node.ts";
import { waves } from "./order-addons.ts";
import { allDependents } from "./related.ts";

export type GraphFormat = "text" | "mermaid";

/** The graph of one cluster, ending in a newline. `title` is for people, e.g. `prod/prod-eu`. */
export function printGraph(addons: readonly AddonNode[], title: string, format: GraphFormat): string {
  switch (format) {
    case "text":
      return printText(addons, title);
    case "mermaid":
      return printMermaid(addons, title);
    default:
      return assertNever(format);
  }
}

/** Waves one below the other: what starts at once, then what starts when its needs are ready. */
function printText(addons: readonly AddonNode[], title: string): string {
  const all = waves(addons);
  const edges = addons.reduce((sum, { needs }) => sum + needs.length, 0);
  const lines = [`${title}: ${count(addons.length, "add-on")}, ${count(edges, "need")}, ${count(all.length, "wave")}`];
  const width = Math.max(0, ...addons.map(({ name }) => name.length));
  all.forEach((wave, index) => {
    lines.push("", index === 0 ? "wave 1, starts at once" : `wave ${index + 1}`);
    wave.forEach((addon, position) => {
      const branch = position === wave.length - 1 ? "└─" : "├─";
      lines.push(`${branch} ${addon.name.padEnd(width)}${notes(addon, addons)}`.trimEnd());
    });
  });
  return `${lines.join("\n")}\n`;
}

function notes({ name, needs }: AddonNode, addons: readonly AddonNode[]): string {
  const parts = needs.length === 0 ? [] : [`needs ${[...needs].sort().join(", ")}`];
  const held = allDependents([name], addons).size;
  if (held > 0) parts.push(held === 1 ? "1 waits for it" : `${held} wait for it`);
  return parts.length === 0 ? "" : `  ${parts.join(" · ")}`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** Arrows point the way things start: from what is needed to what needs it. */
function printMermaid(addons: readonly AddonNode[], title: string): string {
  const sorted = [...addons].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ids = new Map(sorted.map(({ name }, index) => [name, `a${index + 1}`]));
  const lines = ["---", `title: ${JSON.stringify(title)}`, "---", "flowchart LR"];
  for (const { name } of sorted) lines.push(`  ${ids.get(name)}["${mermaidText(name)}"]`);
  for (const { name, needs } of sorted) {
    for (const need of [...needs].sort()) if (ids.has(need)) lines.push(`  ${ids.get(need)} --> ${ids.get(name)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Mermaid takes entity codes with # in place of what would end or mark up a label. */
function mermaidText(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9 ._/-]/g, (character) => `#${character.codePointAt(0)};`);
}
