import type { ClusterSync, SyncReport } from "./event.ts";

/**
 * Exit code of a sync (docs/exit-codes.md): the worst of its clusters, where interrupted beats failed, failed beats refused, and
 * refused beats "could not look at everything". 130 stands for any interrupt; whoever knows that it was SIGTERM says 143.
 */
export function syncExitCode(report: SyncReport): 0 | 1 | 3 | 4 | 130 {
  const results = new Set(report.clusters.map((cluster) => cluster.result));
  if (results.has("interrupted")) return 130;
  if (results.has("failed")) return 1;
  if (results.has("refused")) return 4;
  return report.clusters.some((cluster) => (cluster.incomplete ?? []).length > 0) ? 3 : 0;
}

/** Result of one cluster from what became of its add-ons. */
export function clusterResult(
  addons: ClusterSync["addons"],
  run: "finished" | "interrupted",
): "done" | "nothing-to-do" | "failed" | "refused" | "interrupted" {
  const outcomes = new Set(addons.map((addon) => addon.outcome));
  if (run === "interrupted" && (outcomes.has("interrupted") || outcomes.has("not-started"))) return "interrupted";
  if (outcomes.has("failed") || outcomes.has("not-started") || outcomes.has("interrupted")) return "failed";
  if (outcomes.has("refused")) return "refused";
  return outcomes.has("done") ? "done" : "nothing-to-do";
}
