import type { GraphView } from "../../graph/graph-view.ts";
import { textWidth } from "../../graph/layout/text-width.ts";
import { count } from "../words.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { TEXT } from "./picture.ts";

const SAMPLE = 34;
const BETWEEN = 22;
const ROW = 20;

/** What the lines of a picture mean: only those that it has. */
export function legendOf(
  view: GraphView,
  { width }: { readonly width: number },
): { readonly body: string; readonly height: number } {
  let [x, row] = [0, 0];
  const items = entriesOf(view).map(({ kind, text }) => {
    const room = SAMPLE + 8 + textWidth(text, TEXT.small);
    if (x > 0 && x + room > width) [x, row] = [0, row + 1];
    const at = x;
    x += room + BETWEEN;
    const y = row * ROW;
    const label = `<text class="small dim" x="${at + SAMPLE + 8}" y="${y + 4}">${escapeMarkup(text)}</text>`;
    return `<g class="${kind}">${sampleOf(kind, at, y)}</g>${label}\n`;
  });
  const implied = view.edges.filter((edge) => edge.implied === "implied").length;
  const rows = items.length === 0 ? 0 : row + 1;
  if (implied === 0) return { body: items.join(""), height: rows * ROW };
  const text = `${count(implied, "need that follows from others is", "needs that follow from others are")} not drawn`;
  const note = `<text class="small dim" x="0" y="${rows * ROW + 4}">${text}</text>\n`;
  return { body: items.join("") + note, height: (rows + 1) * ROW };
}

interface Entry {
  readonly kind: "need" | "inferred" | "critical" | "conflict";
  readonly text: string;
}

function entriesOf({ edges, critical, conflicts }: GraphView): readonly Entry[] {
  const has = (kind: "declared" | "inferred"): boolean => edges.some((edge) => edge.kind === kind);
  const all: readonly (Entry & { readonly shown: boolean })[] = [
    { kind: "need", text: "must be ready before what it points to starts", shown: has("declared") },
    {
      kind: "inferred",
      text: "found in the charts, not in the manifest: no sync waits for it",
      shown: has("inferred"),
    },
    { kind: "critical", text: "critical path", shown: (critical?.names.length ?? 0) > 1 },
    { kind: "conflict", text: "conflict", shown: conflicts.length > 0 },
  ];
  return all.filter(({ shown }) => shown);
}

function sampleOf(kind: Entry["kind"], x: number, y: number): string {
  const line = `<path class="line" d="M${x} ${y}h${kind === "conflict" ? SAMPLE : SAMPLE - 7}"/>`;
  if (kind !== "conflict") return `${line}<path class="head" d="M${x + SAMPLE} ${y}l-7 -4v8z"/>`;
  const middle = x + SAMPLE / 2;
  return `${line}<circle class="disc" cx="${middle}" cy="${y}" r="7"/><path class="mark" d="M${middle - 3.5} ${y - 3.5}l7 7m0-7l-7 7"/>`;
}
