import type { NotReady } from "../readiness/not-ready.ts";
import type { Lease } from "./lease.ts";
import type { SyncOutside, SyncRequest, SyncTiming } from "./sync-request.ts";

/** What one running step may use. */
export interface StepContext {
  readonly request: SyncRequest;
  readonly outside: SyncOutside;
  readonly timing: SyncTiming;
  readonly lease: Lease;
  /** Aborted when running steps must end now. */
  readonly kill: AbortSignal;
  /** Unix milliseconds by our clock: the add-on's timeout, counted from the start of the step. */
  readonly deadline: number;
  /** Namespaces of this run, each made once. */
  readonly namespaces: Map<string, Promise<void>>;
  readonly progress: (message: string) => void;
  readonly waiting: (notReady: readonly NotReady[]) => void;
}

export const DEFAULT_TIMING: SyncTiming = { leaseMs: 15_000, heartbeatMs: 5000, graceMs: 30_000, failedMs: 10_000 };

/** Never less than one: a program is told to stop by its deadline, not started without time. */
export function secondsLeft({ deadline, outside }: StepContext): number {
  return Math.max(1, Math.ceil((deadline - outside.clock.now()) / 1000));
}
