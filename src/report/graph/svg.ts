import type { GraphView } from "../../graph/graph-view.ts";
import { textWidth } from "../../graph/layout/text-width.ts";
import { durationText } from "../words.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { graphSummary } from "./graph-summary.ts";
import { legendOf } from "./legend.ts";
import { pictureOf, TEXT, type Picture } from "./picture.ts";
import { SVG_STYLE } from "./svg-style.ts";
import { arrowHead, middleOf, pathData } from "./svg-shapes.ts";
import { tooltipsOf, type Tooltips } from "./tooltips.ts";
import { titleLines } from "./title-lines.ts";

/** One picture, graphs one below the other; needs no script, no font and no network. */
export function svgText(views: readonly GraphView[]): string {
  const parts = views.map((view) => drawGraph(view, "still"));
  const width = Math.max(LEAST_WIDTH, ...parts.map((part) => part.width));
  const height = parts.reduce((sum, part) => sum + part.height, 0);
  let top = 0;
  const stacked = parts.map((part) => {
    const moved = top === 0 ? part.body : `<g transform="translate(0 ${top})">\n${part.body}</g>\n`;
    top += part.height;
    return moved;
  });
  const title = views.flatMap(({ titles }) => titles).join(", ");
  return `${svgStart({ width, height }, `role="img"`)}
<title>${escapeMarkup(`Add-ons of ${title}`)}</title>
<desc>${escapeMarkup(views.map((view) => graphSummary(view).join("; ")).join("\n"))}</desc>
<style>
${SVG_STYLE}
</style>
<rect class="page" width="${width}" height="${height}"/>
${stacked.join("")}</svg>
`;
}

export function svgStart({ width, height }: Size, attributes: string): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${attributes}>`;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface DrawnGraph extends Size {
  readonly body: string;
}

const LEAST_WIDTH = 420;
const MARGIN = 24;
/** Bands reach out beyond their boxes. */
const BAND = { side: 12, label: 30, below: 12 } as const;

/** `live`: with what the script of the HTML page needs to know, and without the heading, which stands in the page. */
export function drawGraph(view: GraphView, mode: "still" | "live"): DrawnGraph {
  const picture = pictureOf(view);
  const words = tooltipsOf(view);
  const { layout } = picture;
  const margin = mode === "live" ? 0 : MARGIN;
  const width = Math.max(mode === "live" ? LEAST_WIDTH : wordsWidth(view), layout.width + 2 * (margin + BAND.side));
  const heading = mode === "live" ? { lines: [], height: 0 } : headingOf(view, width);
  const top = heading.height + margin;
  const graphHeight = BAND.label + layout.height + BAND.below;
  const legend = legendOf(view, { width: width - 2 * margin });
  const legendTop = top + graphHeight + 22;
  const body = `${heading.lines.join("")}<g transform="translate(${margin + BAND.side} ${top + BAND.label})">
${bands(picture, graphHeight)}${needLines(picture, words, mode)}${conflictLines(picture, words, mode)}${boxes(picture, words, mode)}</g>
<g transform="translate(${margin} ${legendTop})">
${legend.body}</g>
`;
  return { body, width, height: legendTop + legend.height + (legend.height > 0 ? MARGIN - 6 : 6) };
}

/** Of the longest title and line of the summary, which must not be cut. */
function wordsWidth(view: GraphView): number {
  const titles = view.titles.map((title) => textWidth(title, TEXT.title * WIDER));
  const lines = graphSummary(view).map((line) => textWidth(line, TEXT.name));
  return [...titles, ...lines].reduce((most, width) => Math.max(most, width + 2 * MARGIN), LEAST_WIDTH);
}

/** Titles are semi-bold. */
const WIDER = 1.06;

function headingOf(view: GraphView, width: number): { readonly lines: readonly string[]; readonly height: number } {
  const lines = titleLines(view.titles, (text) => textWidth(text, TEXT.title * WIDER) <= width - 2 * MARGIN);
  let y = MARGIN - 2;
  const titles = lines.map((line) => {
    y += 25;
    return `<text class="title" x="${MARGIN}" y="${y - 5}">${escapeMarkup(line)}</text>\n`;
  });
  const summary = graphSummary(view).map((line) => {
    y += 18;
    return `<text class="dim" x="${MARGIN}" y="${y}">${escapeMarkup(line)}</text>\n`;
  });
  return { lines: [...titles, ...summary], height: y };
}

function bands({ layout, waves }: Picture, height: number): string {
  return layout.columns
    .map(({ x, width }, index) => {
      const rect = `<rect class="band" x="${x - BAND.side}" y="${-BAND.label}" width="${width + 2 * BAND.side}" height="${height}" rx="8"/>`;
      return `${rect}<text class="wave dim" x="${x}" y="-11">${escapeMarkup(waves[index] ?? "")}</text>\n`;
    })
    .join("");
}

function needLines({ needs, view }: Picture, words: Tooltips, mode: "still" | "live"): string {
  const numbers = numbersOf(view);
  const ordinaryFirst = [...needs].sort((one, other) => rank(one.edge) - rank(other.edge));
  return ordinaryFirst
    .map(({ edge, line }) => {
      const kind = edge.critical === "critical" ? "critical" : edge.kind;
      const live = mode === "live" ? ` data-from="${numbers.get(edge.need)}" data-to="${numbers.get(edge.addon)}"` : "";
      const shape = `<path class="line" d="${pathData(line, "arrow")}"/><path class="head" d="${arrowHead(line)}"/>`;
      return `<g class="need ${kind}"${live}><title>${escapeMarkup(words.edge(edge))}</title>${shape}</g>\n`;
    })
    .join("");
}

/** What matters most is drawn last. */
function rank({ kind, critical }: Picture["needs"][number]["edge"]): number {
  return critical === "critical" ? 2 : kind === "inferred" ? 1 : 0;
}

function conflictLines({ conflicts, view }: Picture, words: Tooltips, mode: "still" | "live"): string {
  const numbers = numbersOf(view);
  return conflicts
    .map(({ conflict, line }) => {
      const live =
        mode === "live" ? ` data-one="${numbers.get(conflict.left)}" data-other="${numbers.get(conflict.right)}"` : "";
      const { x, y } = middleOf(line);
      const cross = `<circle class="disc" cx="${x}" cy="${y}" r="8"/><path class="mark" d="M${x - 4} ${y - 4}l8 8m0-8l-8 8"/>`;
      const ends = [line.points[0], line.points.at(-1)].map(
        (end) => `<circle class="head" cx="${end?.x}" cy="${end?.y}" r="3"/>`,
      );
      const shape = `<path class="line" d="${pathData(line, "plain")}"/>${ends.join("")}${cross}`;
      return `<g class="conflict"${live}><title>${escapeMarkup(words.conflict(conflict))}</title>${shape}</g>\n`;
    })
    .join("");
}

function boxes({ layout, view }: Picture, words: Tooltips, mode: "still" | "live"): string {
  const critical = new Set(view.critical?.names);
  const fighting = new Set(view.conflicts.flatMap(({ left, right }) => [left, right]));
  return [...layout.boxes]
    .map(([name, { x, y, width, height }], number) => {
      const kinds = ["addon", ...(critical.has(name) ? ["critical"] : []), ...(fighting.has(name) ? ["conflict"] : [])];
      const about = escapeMarkup(words.addon(name));
      const live =
        mode === "live"
          ? ` data-addon="${number}" tabindex="0" role="button" aria-pressed="false" aria-label="${about}"`
          : "";
      const duration = view.durations.get(name);
      const time =
        duration === undefined
          ? ""
          : `<text class="small dim" x="${x + width - 12}" y="${y + 20}" text-anchor="end">${durationText(duration)}</text>`;
      const label = `<text x="${x + 12}" y="${y + 20.5}">${escapeMarkup(name)}</text>${time}`;
      const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;
      return `<g class="${kinds.join(" ")}"${live}><title>${about}</title>${rect}${label}</g>\n`;
    })
    .join("");
}

/** Add-ons by number, as their boxes are drawn. */
function numbersOf(view: GraphView): ReadonlyMap<string, number> {
  return new Map(view.waves.flat().map((name, number) => [name, number]));
}
