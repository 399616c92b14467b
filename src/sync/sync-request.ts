import type { Cluster } from "../manifest/environment.ts";
import type { DesiredRelease } from "../desired/desired-release.ts";
import type { Helm, HelmTarget } from "../outside/helm/helm.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { KubernetesWriter } from "../outside/kubernetes/kubernetes.ts";
import type { Clock, Runner } from "../outside/system/system.ts";
import type { Redactor } from "../support/redact.ts";
import type { SyncEvent } from "./event.ts";

/** One cluster to converge. */
export interface SyncRequest {
  readonly environment: string;
  readonly cluster: Cluster;
  /** All add-ons of the cluster, or the selected ones. */
  readonly desired: readonly DesiredRelease[];
  /** `live`: compare live objects too and bring them back. */
  readonly look: "records" | "live";
  /** What becomes of releases of this environment that are no longer declared; only sensible for a whole run. */
  readonly prune?: "keep" | "uninstall";
  /** Steps at a time. */
  readonly concurrency: number;
  readonly timing?: Partial<SyncTiming>;
}

/** Milliseconds. */
export interface SyncTiming {
  /** A lease that is not renewed for so long may be taken over. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** Running steps may go on for so long after the first interrupt. */
  readonly graceMs: number;
  /** A failed object fails its step when it stays failed for so long. */
  readonly failedMs: number;
}

/** Everything a sync of one cluster touches. */
export interface SyncOutside {
  readonly kubernetes: KubernetesWriter;
  readonly helm: Helm;
  readonly target: HelmTarget;
  readonly charts: ChartArchives;
  readonly clock: Clock;
  readonly runner: Runner;
  readonly redactor: Redactor;
  /** Never throws. */
  readonly events: (event: SyncEvent) => void;
  /** Programs started so far for this cluster. */
  readonly processesStarted: () => number;
  /** First interrupt: nothing new is started, running steps get their grace. */
  readonly signal: AbortSignal;
  /** Second interrupt: running programs are ended now. */
  readonly kill?: AbortSignal;
}
