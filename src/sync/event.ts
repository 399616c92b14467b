import type { NotReady } from "../readiness/not-ready.ts";
import type { Plan, StepOp } from "../plan/plan.ts";

interface EventBase {
  /** ISO time. */
  readonly at: string;
  readonly cluster: string;
}
interface StepEvent extends EventBase {
  readonly addon: string;
}

/** Progress of a sync; reports are made from this stream and from nothing else. */
export type SyncEvent =
  | (EventBase & { readonly type: "planned"; readonly plan: Plan })
  /** Somebody else's lease: waiting to see whether it is still renewed. */
  | (EventBase & { readonly type: "lease-waiting"; readonly message: string })
  | (StepEvent & { readonly type: "step-started"; readonly op: StepOp; readonly reason: string })
  /** Something inside a step: namespace made, CRDs applied, helm started. */
  | (StepEvent & { readonly type: "step-progress"; readonly message: string })
  | (StepEvent & { readonly type: "step-waiting"; readonly notReady: readonly NotReady[] })
  | (StepEvent & { readonly type: "step-done"; readonly durationMs: number })
  | (StepEvent & {
      readonly type: "step-failed";
      readonly durationMs: number;
      readonly message: string;
      readonly hint?: string;
    })
  | (StepEvent & { readonly type: "step-skipped"; readonly because: string })
  | (EventBase & { readonly type: "cluster-finished"; readonly report: ClusterSync });

export interface SyncReport {
  readonly formatVersion: 1;
  readonly environment: string;
  readonly clusters: readonly ClusterSync[];
}

export interface ClusterSync {
  readonly cluster: string;
  readonly result: "nothing-to-do" | "done" | "failed" | "refused" | "interrupted";
  readonly addons: readonly AddonSync[];
  readonly requests: number;
  /** Programs started (helm and its supervisor). */
  readonly processes: number;
  readonly durationMs: number;
  /** Set when the cluster as a whole was refused or could not be reached. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** What a look at live objects could not see. */
  readonly incomplete?: Plan["incomplete"];
  /** What stops nothing, but should be corrected in the manifest. */
  readonly warnings?: Plan["warnings"];
  /** Releases that the manifest no longer declares and that were left alone. */
  readonly undeclared?: Plan["undeclared"];
}

export interface AddonSync {
  readonly addon: string;
  readonly op: StepOp;
  readonly outcome: "done" | "kept" | "failed" | "skipped" | "not-started" | "refused" | "interrupted";
  readonly reason: string;
  readonly durationMs: number;
  readonly error?: { readonly message: string; readonly hint?: string };
}
