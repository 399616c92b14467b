import type { ClusterDrift } from "../drift/finding.ts";
import type { StepOp } from "../plan/plan.ts";
import type { NotReady } from "../readiness/not-ready.ts";
import type { ReleaseStatus } from "../release/release-record.ts";

/** What runs in one cluster, seen from release records and the live workloads they name. */
export interface ClusterStatus {
  readonly cluster: string;
  /** Sorted by add-on. */
  readonly addons: readonly AddonStatus[];
  /** What could not be looked at. */
  readonly incomplete: ClusterDrift["incomplete"];
  /** What should be corrected in the manifest. */
  readonly warnings?: ClusterDrift["warnings"];
  readonly requests: number;
}

export interface AddonStatus {
  readonly addon: string;
  readonly release: string;
  readonly namespace: string;
  /** Chart name and version as the lock has it. */
  readonly wanted: string;
  /** Chart name and version of the newest revision; absent when there is none or it cannot be read. */
  readonly running?: string;
  readonly revision?: number;
  /** As Helm says it, of the newest revision. */
  readonly helm?: ReleaseStatus;
  /** What the next sync does, and why; `keep` means in step. */
  readonly next: { readonly op: StepOp; readonly reason: string };
  readonly workloads: WorkloadsStatus;
  /** ISO time of the newest revision. */
  readonly changedAt?: string;
}

/** Deployments, StatefulSets, DaemonSets and Jobs of the newest revision. */
export type WorkloadsStatus =
  | {
      readonly status: "ready" | "progressing" | "failed";
      readonly total: number;
      readonly notReady: readonly NotReady[];
    }
  /** No release, or no permission to look. */
  | { readonly status: "unknown" };
