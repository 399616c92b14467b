import type { GraphConflict } from "../../graph/addon-graph.ts";
import type { GraphView, ViewEdge } from "../../graph/graph-view.ts";
import { count, durationText } from "../words.ts";

/** Words about the parts of a picture: tooltips, and what a screen reader says. */
export interface Tooltips {
  readonly addon: (name: string) => string;
  readonly edge: (edge: ViewEdge) => string;
  readonly conflict: (conflict: GraphConflict) => string;
}

export function tooltipsOf(view: GraphView): Tooltips {
  const waveOf = new Map(view.waves.flatMap((wave, index) => wave.map((name) => [name, index + 1] as const)));
  const needs = Map.groupBy(view.edges, ({ addon }) => addon);
  const conflicts = new Map<string, string[]>();
  for (const { left, right } of view.conflicts) {
    conflicts.set(left, [...(conflicts.get(left) ?? []), right]);
    conflicts.set(right, [...(conflicts.get(right) ?? []), left]);
  }
  return { addon: aboutAddon, edge: aboutEdge, conflict: aboutConflict };

  function aboutAddon(name: string): string {
    const own = needs.get(name) ?? [];
    const of = (kind: ViewEdge["kind"]): string =>
      own.flatMap((edge) => (edge.kind === kind ? [edge.need] : [])).join(", ");
    const duration = view.durations.get(name);
    const waiting = view.dependents.get(name) ?? 0;
    return [
      `${name}: wave ${waveOf.get(name)}`,
      ...(of("declared") === "" ? [] : [`needs ${of("declared")}`]),
      ...(of("inferred") === "" ? [] : [`needs, as its chart shows, ${of("inferred")}`]),
      ...(waiting === 0 ? [] : [`${count(waiting, "add-on waits", "add-ons wait")} for it`]),
      ...(duration === undefined ? [] : [`took ${durationText(duration)}`]),
      ...(conflicts.has(name) ? [`conflicts with ${conflicts.get(name)?.join(", ")}`] : []),
    ].join("\n");
  }
}

function aboutEdge({ addon, need, kind, critical, reasons }: ViewEdge): string {
  const first =
    kind === "declared" ? `${addon} needs ${need}` : `${addon} needs ${need}, which the manifest does not say`;
  return [first, ...(critical === "critical" ? ["on the critical path"] : []), ...reasons].join("\n");
}

function aboutConflict({ left, right, reason }: GraphConflict): string {
  return [`${left} conflicts with ${right}`, reason].join("\n");
}
