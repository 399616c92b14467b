import type { GraphView, ViewEdge } from "../../graph/graph-view.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Colours } from "../colours.ts";
import { count, durationText, table } from "../words.ts";
import { titleLines } from "./title-lines.ts";

/** Waves one below the other: what starts at once, then what starts when its needs are ready. */
export function graphText(views: readonly GraphView[], colours: Colours): string {
  return views.map((view) => viewText(view, colours)).join("\n");
}

function viewText(view: GraphView, colours: Colours): string {
  const lines = [...heading(view, colours)];
  const needs = needsOf(view);
  const width = Math.max(0, ...view.waves.flat().map((name) => name.length));
  view.waves.forEach((wave, index) => {
    lines.push("", colours.bold(index === 0 ? "wave 1, starts at once" : `wave ${index + 1}`));
    wave.forEach((name, position) => {
      const branch = position === wave.length - 1 ? "└─" : "├─";
      const isCritical = view.critical?.names.includes(name) === true;
      const padded = name.padEnd(width);
      const about = notes(name, view, needs.get(name) ?? []);
      lines.push(`${branch} ${isCritical ? colours.cyan(padded) : padded}${about}`.trimEnd());
    });
  });
  lines.push(...criticalLines(view, colours), ...suggestions(view, colours), ...conflictLines(view, colours));
  return `${lines.join("\n")}\n`;
}

const LINE = 100;

function heading(view: GraphView, colours: Colours): readonly string[] {
  const titles = titleLines(view.titles.map(sanitize), (text) => text.length <= LINE);
  const declared = view.edges.filter(({ kind }) => kind === "declared").length;
  const counts = [count(view.waves.flat().length, "add-on"), count(declared, "need"), count(view.waves.length, "wave")];
  return [...titles.slice(0, -1).map(colours.bold), `${colours.bold(titles.at(-1) ?? "")}: ${counts.join(", ")}`];
}

/** Names of declared needs by add-on. */
function needsOf(view: GraphView): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, string[]>();
  for (const { addon, need, kind } of view.edges) {
    if (kind === "declared") needs.set(addon, [...(needs.get(addon) ?? []), need]);
  }
  return needs;
}

function notes(name: string, view: GraphView, needs: readonly string[]): string {
  const held = view.dependents.get(name) ?? 0;
  const duration = view.durations.get(name);
  const parts = [
    ...(duration === undefined ? [] : [`took ${durationText(duration)}`]),
    ...(needs.length === 0 ? [] : [`needs ${needs.join(", ")}`]),
    ...(held === 0 ? [] : [held === 1 ? "1 waits for it" : `${held} wait for it`]),
  ];
  return parts.length === 0 ? "" : `  ${parts.join(" · ")}`;
}

function criticalLines({ critical, durations }: GraphView, colours: Colours): readonly string[] {
  if (critical === undefined) return [];
  const rows = critical.names.map((name) => [colours.cyan(name), durationText(durations.get(name) ?? 0)]);
  return ["", `${colours.bold("critical path")}: ${durationText(critical.duration)}`, ...table(rows, "  ")];
}

/** By add-on: what was found, and the line of the manifest that would make a sync wait for it. */
function suggestions(view: GraphView, colours: Colours): readonly string[] {
  const inferred = view.edges.filter(({ kind }) => kind === "inferred");
  if (inferred.length === 0) return [];
  const declared = needsOf(view);
  const lines = ["", `${colours.bold("found in the charts, not in the manifest")}: no sync waits for these`];
  for (const [addon, edges] of Map.groupBy(inferred, (edge: ViewEdge) => edge.addon)) {
    for (const { need, reasons } of edges) {
      const [first, ...more] = reasons.map((reason) => sanitize(reason));
      lines.push(`  ${addon} needs ${colours.yellow(need)}${first === undefined || first === "" ? "" : `: ${first}`}`);
      lines.push(...more.map((reason) => `    ${reason}`));
    }
    const all = [...(declared.get(addon) ?? []), ...edges.map(({ need }) => need)].sort();
    lines.push(`    → to make it wait: ${addon}: needs: [${all.join(", ")}]`);
  }
  return lines;
}

function conflictLines({ conflicts }: GraphView, colours: Colours): readonly string[] {
  if (conflicts.length === 0) return [];
  const rows = conflicts.map(
    ({ left, right, reason }) => `  ${colours.red(left)} and ${colours.red(right)}: ${sanitize(reason)}`,
  );
  return ["", colours.bold(count(conflicts.length, "conflict")), ...rows];
}
