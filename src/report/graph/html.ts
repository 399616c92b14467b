import { createHash } from "node:crypto";
import type { GraphView } from "../../graph/graph-view.ts";
import { sanitize } from "../../support/sanitize.ts";
import { count, durationText } from "../words.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { graphSummary } from "./graph-summary.ts";
import { HTML_SCRIPT } from "./html-script.ts";
import { HTML_STYLE } from "./html-style.ts";
import { drawGraph, svgStart } from "./svg.ts";
import { SVG_STYLE } from "./svg-style.ts";

/** One file with everything in it: a picture per different graph, what was found in words, and a table for who sees no pictures. */
export function htmlText(views: readonly GraphView[]): string {
  const style = `\n${HTML_STYLE}\n${SVG_STYLE}\n`;
  const script = `\n${HTML_SCRIPT}`;
  // The page may do nothing but this style and this script, whatever stands in a reason.
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const title = views.length === 1 ? `Add-ons of ${views[0]?.titles.join(", ") ?? ""}` : "Add-ons";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>Add-ons and what they need</h1>
<p class="quiet">Point at an add-on, or reach it with the tab key, to see what it needs and what waits for it. Click or Enter keeps it, Escape lets go.</p>
${views.length > 1 ? contents(views) : ""}${views.map(section).join("")}<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function contents(views: readonly GraphView[]): string {
  const items = views.map(
    ({ titles }, index) => `<li><a href="#graph-${index + 1}">${escapeMarkup(titles.join(", "))}</a></li>\n`,
  );
  return `<nav aria-label="Clusters"><ul>\n${items.join("")}</ul></nav>\n`;
}

function section(view: GraphView, index: number): string {
  const id = `graph-${index + 1}`;
  const title = escapeMarkup(view.titles.join(", "));
  const drawn = drawGraph(view, "live");
  const start = svgStart(drawn, `role="group" aria-label="Graph of ${title}" data-graph="${id}-about"`);
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${graphSummary(view)
  .map((line) => `<p class="quiet">${escapeMarkup(line)}</p>\n`)
  .join("")}<div class="scroll">
${start}
<rect class="page" width="${drawn.width}" height="${drawn.height}"/>
${drawn.body}</svg>
</div>
<p class="about" id="${id}-about" aria-live="polite"></p>
${findings(view)}<details>
<summary>All add-ons as a table</summary>
${tableOf(view)}</details>
</section>
`;
}

/** Tooltips cannot be printed, copied or reached by touch: what was found stands below in words, too. */
function findings({ edges, conflicts }: GraphView): string {
  const inferred = edges
    .filter(({ kind }) => kind === "inferred")
    .map(
      ({ addon, need, reasons }) =>
        `<li><strong>${escapeMarkup(addon)}</strong> needs ${escapeMarkup(need)}${because(reasons)}</li>\n`,
    );
  const found = conflicts.map(
    ({ left, right, reason }) =>
      `<li><strong>${escapeMarkup(left)}</strong> and <strong>${escapeMarkup(right)}</strong>${because([reason])}</li>\n`,
  );
  const list = (title: string, items: readonly string[]): string =>
    items.length === 0 ? "" : `<h3>${title}</h3>\n<ul>\n${items.join("")}</ul>\n`;
  return list("Found in the charts, not in the manifest", inferred) + list(count(found.length, "conflict"), found);
}

function because(reasons: readonly string[]): string {
  const text = reasons.flatMap((reason) => sanitize(reason).split("\n")).map(escapeMarkup);
  return text.length === 0 ? "" : `: ${text.join("; ")}`;
}

function tableOf(view: GraphView): string {
  const needs = new Map<string, string[]>();
  const users = new Map<string, string[]>();
  for (const { addon, need, kind } of view.edges) {
    const mark = kind === "inferred" ? " (found)" : "";
    needs.set(addon, [...(needs.get(addon) ?? []), need + mark]);
    users.set(need, [...(users.get(need) ?? []), addon + mark]);
  }
  const timed = view.durations.size > 0;
  const head = ["add-on", "wave", "needs", "needed by", ...(timed ? ["took"] : [])];
  const rows = view.waves.flatMap((wave, index) =>
    wave.map((name) => {
      const duration = view.durations.get(name);
      const time = duration === undefined ? "" : durationText(duration);
      const cells = [
        String(index + 1),
        (needs.get(name) ?? []).join(", "),
        (users.get(name) ?? []).join(", "),
        ...(timed ? [time] : []),
      ];
      return `<tr><th scope="row">${escapeMarkup(name)}</th>${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join("")}</tr>\n`;
    }),
  );
  return `<table>\n<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead>\n<tbody>\n${rows.join("")}</tbody>\n</table>\n`;
}
