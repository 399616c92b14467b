import type { Plan, Step } from "../plan/plan.ts";
import type { NotReady } from "../readiness/not-ready.ts";
import type { Clock } from "../outside/system/system.ts";
import { isoTime } from "../support/iso-time.ts";
import type { ClusterSync, SyncEvent } from "./event.ts";

/** Events of one cluster, stamped. */
export interface SyncEvents {
  planned(plan: Plan): void;
  leaseWaiting(message: string): void;
  started(step: Step): void;
  progress(step: Step, message: string): void;
  waiting(step: Step, notReady: readonly NotReady[]): void;
  done(step: Step, durationMs: number): void;
  failed(step: Step, durationMs: number, error: { readonly message: string; readonly hint?: string }): void;
  skipped(step: Step, because: string): void;
  finished(report: ClusterSync): void;
}

export function createSyncEvents(
  cluster: string,
  { events, clock }: { readonly events: (event: SyncEvent) => void; readonly clock: Clock },
): SyncEvents {
  const base = () => ({ at: isoTime(clock.now()), cluster });
  const about = (step: Step) => ({ ...base(), addon: step.addon });
  return {
    planned: (plan) => events({ ...base(), type: "planned", plan }),
    leaseWaiting: (message) => events({ ...base(), type: "lease-waiting", message }),
    started: (step) => events({ ...about(step), type: "step-started", op: step.op, reason: step.reason }),
    progress: (step, message) => events({ ...about(step), type: "step-progress", message }),
    waiting: (step, notReady) => events({ ...about(step), type: "step-waiting", notReady }),
    done: (step, durationMs) => events({ ...about(step), type: "step-done", durationMs }),
    failed: (step, durationMs, { message, hint }) =>
      events({ ...about(step), type: "step-failed", durationMs, message, ...(hint !== undefined && { hint }) }),
    skipped: (step, because) => events({ ...about(step), type: "step-skipped", because }),
    finished: (report) => events({ ...base(), type: "cluster-finished", report }),
  };
}
