import type { Plan, Step } from "../plan/plan.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Redactor } from "../support/redact.ts";
import { sanitize } from "../support/sanitize.ts";
import type { AddonSync } from "./event.ts";
import type { Lease } from "./lease.ts";
import { runSchedule, type TaskEnd, type TaskOutcome } from "./scheduler.ts";
import { runStep, type WorkStep } from "./run-step.ts";
import type { SyncEvents } from "./sync-events.ts";
import type { SyncOutside, SyncRequest, SyncTiming } from "./sync-request.ts";

export interface StepsRun {
  readonly request: SyncRequest;
  readonly outside: SyncOutside;
  readonly timing: SyncTiming;
  readonly lease: Lease;
  readonly kill: AbortSignal;
  readonly events: SyncEvents;
}

type StepTask = { readonly name: string; readonly after: readonly string[]; readonly step: Step };

/** Runs a plan's steps in the order of the graph; one entry per step, sorted by add-on. Never throws. */
export async function runSteps(plan: Plan, run: StepsRun): Promise<readonly AddonSync[]> {
  const results = new Map<string, AddonSync>();
  const namespaces = new Map<string, Promise<void>>();
  await runSchedule<StepTask>({
    tasks: plan.steps.map((step) => ({ name: step.addon, after: step.op === "keep" ? [] : step.after, step })),
    concurrency: run.request.concurrency,
    signal: run.outside.signal,
    run: async ({ step }) => {
      const { end, result } = await endOf(step, namespaces, run);
      results.set(step.addon, result);
      return end;
    },
    settled: ({ step }, outcome) => {
      if (!results.has(step.addon)) results.set(step.addon, notRun(step, outcome, run));
    },
  });
  return plan.steps.flatMap((step) => results.get(step.addon) ?? []);
}

interface StepEnd {
  readonly end: TaskEnd;
  readonly result: AddonSync;
}

async function endOf(step: Step, namespaces: Map<string, Promise<void>>, run: StepsRun): Promise<StepEnd> {
  if (step.op === "keep") return { end: "done", result: { ...entry(step), outcome: "kept", durationMs: 0 } };
  if (step.op === "refuse") {
    const result: AddonSync = {
      ...entry(step),
      outcome: "refused",
      durationMs: 0,
      error: { message: step.reason, hint: step.hint },
    };
    return { end: "failed", result };
  }
  return work(step, namespaces, run);
}

async function work(step: WorkStep, namespaces: Map<string, Promise<void>>, run: StepsRun): Promise<StepEnd> {
  const { clock } = run.outside;
  const startedAt = clock.now();
  run.events.started(step);
  const timeoutSeconds = step.op === "uninstall" ? UNINSTALL_SECONDS : step.desired.addon.timeoutSeconds;
  try {
    await runStep(step, {
      ...run,
      namespaces,
      deadline: startedAt + timeoutSeconds * 1000,
      progress: (message) => run.events.progress(step, message),
      waiting: (notReady) => run.events.waiting(step, notReady),
    });
    const durationMs = clock.now() - startedAt;
    run.events.done(step, durationMs);
    return { end: "done", result: { ...entry(step), outcome: "done", durationMs } };
  } catch (error) {
    return failure(step, { error, durationMs: clock.now() - startedAt }, run);
  }
}

/** The manifest no longer says how long a pruned add-on may take. */
const UNINSTALL_SECONDS = 300;

function failure(
  step: WorkStep,
  { error, durationMs }: { readonly error: unknown; readonly durationMs: number },
  run: StepsRun,
): StepEnd {
  const { message, hint } = describeError(error, run.outside.redactor);
  const told = { message, ...(hint !== undefined && { hint }) };
  run.events.failed(step, durationMs, told);
  const interrupted = run.kill.aborted;
  const goesOn = step.op !== "uninstall" && step.desired.addon.onFailure === "keep-going";
  return {
    end: interrupted ? "interrupted" : goesOn ? "passed" : "failed",
    result: { ...entry(step), outcome: interrupted ? "interrupted" : "failed", durationMs, error: told },
  };
}

export function describeError(
  error: unknown,
  redactor: Redactor,
): { readonly code: string; readonly message: string; readonly hint?: string } {
  if (error instanceof AddonsError) {
    const message = sanitize(redactor.text(error.message));
    return { code: error.code, message, ...(error.hint !== undefined && { hint: error.hint }) };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "INTERNAL", message: sanitize(redactor.text(`a bug in addons: ${text}`)) };
}

function notRun(step: Step, outcome: TaskOutcome, { events }: StepsRun): AddonSync {
  if (outcome.outcome !== "skipped") return { ...entry(step), outcome: "not-started", durationMs: 0 };
  const because = `${outcome.because} is not ready`;
  events.skipped(step, because);
  return { ...entry(step), outcome: "skipped", reason: because, durationMs: 0 };
}

function entry(step: Step): Pick<AddonSync, "addon" | "op" | "reason"> {
  return { addon: step.addon, op: step.op, reason: step.reason };
}
