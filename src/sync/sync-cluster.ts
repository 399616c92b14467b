import type { Plan } from "../plan/plan.ts";
import { isWork, planCluster, planFromRevisions } from "../plan/plan-cluster.ts";
import { readRevisions } from "../release/read-revisions.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { AddonSync, ClusterSync } from "./event.ts";
import { killAfterGrace } from "./interrupt.ts";
import { acquireLease, type Lease } from "./lease.ts";
import { describeError, runSteps } from "./run-steps.ts";
import { DEFAULT_TIMING } from "./step-context.ts";
import { createSyncEvents, type SyncEvents } from "./sync-events.ts";
import { clusterResult } from "./sync-outcome.ts";
import type { SyncOutside, SyncRequest } from "./sync-request.ts";

/**
 * Converges one cluster: plan, and when there is work, lease, steps, release of the lease. Never throws: what stopped the cluster as
 * a whole stands in `error`.
 */
export async function syncCluster(request: SyncRequest, outside: SyncOutside): Promise<ClusterSync> {
  const startedAt = outside.clock.now();
  const before = { requests: outside.kubernetes.requests, processes: outside.processesStarted() };
  const events = createSyncEvents(request.cluster.name, outside);
  const outcome = await converge(request, outside, events).catch((error: unknown) => stopped(error, outside));
  const report: ClusterSync = {
    cluster: request.cluster.name,
    ...outcome,
    requests: outside.kubernetes.requests - before.requests,
    processes: outside.processesStarted() - before.processes,
    durationMs: outside.clock.now() - startedAt,
  };
  events.finished(report);
  return report;
}

type Outcome = Omit<ClusterSync, "cluster" | "requests" | "processes" | "durationMs">;

async function converge(request: SyncRequest, outside: SyncOutside, events: SyncEvents): Promise<Outcome> {
  const first = await planFromRevisions(request, outside);
  if (hasWork(first.plan)) return runUnderLease(first, { request, outside, events });
  events.planned(first.plan);
  return outcomeOf(first.plan, first.plan.steps.map(withoutWork), { request, outside });
}

function outcomeOf(plan: Plan, addons: readonly AddonSync[], { request, outside }: Omit<Run, "events">): Outcome {
  return {
    result: clusterResult(addons, outside.signal.aborted ? "interrupted" : "finished"),
    addons,
    ...(plan.incomplete !== undefined && { incomplete: plan.incomplete }),
    ...(plan.warnings !== undefined && { warnings: plan.warnings }),
    ...(plan.undeclared !== undefined && request.prune !== "uninstall" && { undeclared: plan.undeclared }),
  };
}

function hasWork(plan: Plan): boolean {
  return plan.steps.some(isWork);
}

function withoutWork({ addon, op, reason, ...step }: Plan["steps"][number]): AddonSync {
  if (op !== "refuse") return { addon, op, outcome: "kept", reason, durationMs: 0 };
  const hint = "hint" in step ? { hint: step.hint } : {};
  return { addon, op, outcome: "refused", reason, durationMs: 0, error: { message: reason, ...hint } };
}

interface Run {
  readonly request: SyncRequest;
  readonly outside: SyncOutside;
  readonly events: SyncEvents;
}

interface FirstPlan {
  readonly plan: Plan;
  readonly revisions: readonly RevisionSummary[];
}

async function runUnderLease(first: FirstPlan, run: Run): Promise<Outcome> {
  const { request, outside, events } = run;
  const timing = { ...DEFAULT_TIMING, ...request.timing };
  const lease = await acquireLease(
    {
      environment: request.environment,
      leaseMs: timing.leaseMs,
      heartbeatMs: timing.heartbeatMs,
      waiting: (message) => events.leaseWaiting(message),
      signal: outside.signal,
    },
    outside,
  );
  const kill = killAfterGrace({ stop: outside.signal, kill: outside.kill }, timing.graceMs, outside.clock);
  try {
    const plan = (await isOutdated(first, lease, outside)) ? await planCluster(request, outside) : first.plan;
    events.planned(plan);
    return outcomeOf(plan, await runSteps(plan, { ...run, timing, lease, kill: kill.signal }), run);
  } finally {
    kill.close();
    await lease.release();
  }
}

/** Another sync may have ended between the plan and the lease; from here on only writers without the lease can surprise a step. */
async function isOutdated(first: FirstPlan, lease: Lease, { kubernetes }: SyncOutside): Promise<boolean> {
  return lease.waited || versions(first.revisions) !== versions(await readRevisions(kubernetes));
}

function versions(revisions: readonly RevisionSummary[]): string {
  return revisions.map(({ secret }) => `${secret.uid} ${secret.resourceVersion}`).join("\n");
}

function stopped(error: unknown, { redactor, signal }: SyncOutside): Outcome {
  const refused = error instanceof AddonsError && error.kind === "refused";
  const result = signal.aborted ? "interrupted" : refused ? "refused" : "failed";
  return { result, addons: [], error: describeError(error, redactor) };
}
