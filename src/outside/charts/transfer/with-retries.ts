import { setTimeout as sleep } from "node:timers/promises";
import { AddonsError } from "../../../support/addons-error.ts";
import { sanitize } from "../../../support/sanitize.ts";
import { TransferError } from "./transfer-error.ts";
import type { TransferEvent } from "./transfer-event.ts";

export interface RetryPolicy {
  readonly attempts: number;
  /** Doubled with each attempt, times a random factor of 0.5 to 1. */
  readonly firstDelayMs: number;
  /** A server that asks for longer is not waited for. */
  readonly longestDelayMs: number;
  /** No attempt begins later than this after the first one; default 2 minutes. */
  readonly patienceMs?: number;
  /** Hosts that gave no answer in all attempts of one task; those that come after it try once. Shared by a run. */
  readonly givenUp?: Set<string>;
}

export const DEFAULT_RETRIES: RetryPolicy = { attempts: 4, firstDelayMs: 500, longestDelayMs: 30_000 };

const PATIENCE_MS = 2 * 60_000;

export interface RetriedTask {
  /** Starts the message of the error. */
  readonly what: string;
  readonly policy: RetryPolicy;
  readonly progress: (message: string) => void;
  /** When it is a download to be shown: where from (without secrets), and to whom it is told. */
  readonly shown?: ShownTransfer;
}

export interface ShownTransfer {
  /** `demo 1.2.3`; the task's own `what` when left out. */
  readonly what?: string;
  readonly from: string;
  readonly transfers: (event: TransferEvent) => void;
}

export interface Attempt {
  /** Told for each piece: its size, and the size of everything when the server says it. */
  received(bytes: number, total: number | undefined): void;
  /** What is there already is still right: nothing was received. */
  unchanged(): void;
  /** There is none, and that is fine. */
  absent(): void;
}

/** Runs `attempt` until it succeeds, or fails for good: then AddonsError `CHART-SOURCE`. */
export async function withRetries<Result>(
  task: RetriedTask,
  attempt: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const begin = Date.now();
  for (let number = 1; ; number++) {
    const teller = createTeller(task, number);
    if (number === 1) teller.tell({ type: "transfer-started" });
    try {
      const result = await attempt(teller);
      teller.finished();
      return result;
    } catch (error) {
      const delay = error instanceof TransferError ? delayBefore({ number, begin }, error, task.policy) : undefined;
      if (delay === undefined || !(error instanceof TransferError)) {
        teller.tell({ type: "transfer-failed" });
        throw error instanceof TransferError ? giveUp(task, number, error) : error;
      }
      if (task.shown) teller.tell({ type: "transfer-retrying", reason: error.message, delayMs: Math.round(delay) });
      else task.progress(`${task.what}: ${error.message}; trying again in ${(delay / 1000).toFixed(1)} s`);
      await sleep(delay);
    }
  }
}

type Happening = TransferEvent extends infer Event
  ? Event extends TransferEvent
    ? Omit<Event, "what" | "from" | "attempt">
    : never
  : never;

function createTeller(task: RetriedTask, number: number): Attempt & Teller {
  const { shown } = task;
  const what = shown?.what ?? task.what;
  let received = 0;
  let result: "received" | "unchanged" | "absent" = "received";
  const tell = (happening: Happening): void =>
    shown?.transfers({ what, from: shown.from, attempt: number, ...happening } as TransferEvent);
  return {
    tell,
    received(bytes, total) {
      received += bytes;
      tell({ type: "transfer-receiving", bytes: received, ...(total === undefined ? {} : { total }) });
    },
    unchanged: () => void (result = "unchanged"),
    absent: () => void (result = "absent"),
    finished: () => tell({ type: "transfer-finished", bytes: received, result }),
  };
}

interface Teller {
  tell(happening: Happening): void;
  finished(): void;
}

function delayBefore(
  { number, begin }: { readonly number: number; readonly begin: number },
  error: TransferError,
  policy: RetryPolicy,
): number | undefined {
  const { attempts, patienceMs = PATIENCE_MS, givenUp } = policy;
  if (error.retry === "never" || number >= attempts) return undefined;
  if (error.silent !== undefined && givenUp?.has(error.silent) === true) return undefined;
  const own = policy.firstDelayMs * 2 ** (number - 1) * (0.5 + Math.random() / 2);
  const delay = Math.max(own, error.retryAfterMs ?? 0);
  const isTooLate = Date.now() + delay - begin > patienceMs;
  return delay > policy.longestDelayMs || isTooLate ? undefined : delay;
}

function giveUp({ what, policy }: RetriedTask, attempts: number, error: TransferError): AddonsError {
  if (error.silent !== undefined && error.retry === "yes") policy.givenUp?.add(error.silent);
  const tries = attempts === 1 ? "" : ` (tried ${attempts} times)`;
  return new AddonsError("CHART-SOURCE", sanitize(`${what}: ${error.message}${tries}`), {
    kind: "failed",
    hint: error.hint ?? hintFor(error),
    cause: error,
  });
}

function hintFor(error: TransferError): string {
  if (error.status === 401 || error.status === 403) {
    return "log in to a registry with `helm registry login` or `docker login`; an HTTP repository needs an entry for its host in the same files (docs/charts.md)";
  }
  if (error.status === 404) return "check repo, chart and version in the manifest";
  if (error.status === 429) return "the server limits requests; wait, or log in for a higher limit";
  return "check the address and the network, then run the command again; what is locked and cached needs neither";
}
