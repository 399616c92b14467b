import { AddonsError } from "../support/addons-error.ts";
import { mapLimit } from "../support/limit.ts";
import { createRedactor } from "../support/redact.ts";
import type { ClusterSync, SyncReport } from "./event.ts";
import { describeError } from "./run-steps.ts";
import { syncCluster } from "./sync-cluster.ts";
import type { SyncOutside, SyncRequest } from "./sync-request.ts";

export interface EnvironmentSyncRequest {
  readonly environment: string;
  /** One request per cluster of the environment. */
  readonly clusters: readonly SyncRequest[];
  /** Clusters at a time. */
  readonly clusterConcurrency: number;
}

/** Converges the clusters of an environment side by side; an error of one stops no other. `outsideOf` may throw what makes a cluster unreachable. */
export async function syncEnvironment(
  request: EnvironmentSyncRequest,
  outsideOf: (cluster: SyncRequest) => Promise<SyncOutside>,
): Promise<SyncReport> {
  const clusters = await mapLimit(request.clusters, request.clusterConcurrency, async (cluster) => {
    let outside: SyncOutside;
    try {
      outside = await outsideOf(cluster);
    } catch (error) {
      return unreachable(cluster, error);
    }
    return syncCluster(cluster, outside);
  });
  return { formatVersion: 1, environment: request.environment, clusters };
}

function unreachable({ cluster }: SyncRequest, error: unknown): ClusterSync {
  const told = describeError(error, createRedactor());
  const result = error instanceof AddonsError && error.kind === "refused" ? "refused" : "failed";
  return { cluster: cluster.name, result, addons: [], requests: 0, processes: 0, durationMs: 0, error: told };
}
