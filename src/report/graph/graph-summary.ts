import type { GraphView } from "../../graph/graph-view.ts";
import { count, durationText } from "../words.ts";

/** What stands below the titles of a picture: how much there is, then what takes longest. */
export function graphSummary({ waves, edges, conflicts, critical }: GraphView): readonly string[] {
  const declared = edges.filter(({ kind }) => kind === "declared").length;
  const inferred = edges.length - declared;
  const counts = [
    count(waves.flat().length, "add-on"),
    count(declared, "need"),
    ...(inferred > 0 ? [`${inferred} more found in the charts`] : []),
    ...(conflicts.length > 0 ? [count(conflicts.length, "conflict")] : []),
    count(waves.length, "wave"),
  ];
  if (critical === undefined) return [counts.join(", ")];
  return [counts.join(", "), `critical path ${durationText(critical.duration)}: ${critical.names.join(" → ")}`];
}
