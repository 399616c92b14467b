import { setTimeout as sleep } from "node:timers/promises";
import { AddonsError } from "../../../support/addons-error.ts";
import { sanitize } from "../../../support/sanitize.ts";
import { TransferError } from "./transfer-error.ts";

export interface RetryPolicy {
  readonly attempts: number;
  /** Doubled with each attempt, times a random factor of 0.5 to 1. */
  readonly firstDelayMs: number;
  /** A server that asks for longer is not waited for. */
  readonly longestDelayMs: number;
}

export const DEFAULT_RETRIES: RetryPolicy = { attempts: 4, firstDelayMs: 500, longestDelayMs: 30_000 };

/** Runs `attempt` until it succeeds, or fails for good: then AddonsError `CHART-SOURCE`. `what` starts its message. */
export async function withRetries<Result>(
  task: { readonly what: string; readonly policy: RetryPolicy; readonly progress: (message: string) => void },
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let number = 1; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      const delay = delayBefore(number, error, task.policy);
      if (delay === undefined) throw giveUp(task.what, number, error);
      task.progress(`${task.what}: ${error.message}; trying again in ${(delay / 1000).toFixed(1)} s`);
      await sleep(delay);
    }
  }
}

function delayBefore(number: number, error: TransferError, policy: RetryPolicy): number | undefined {
  if (error.retry === "never" || number >= policy.attempts) return undefined;
  const own = policy.firstDelayMs * 2 ** (number - 1) * (0.5 + Math.random() / 2);
  const delay = Math.max(own, error.retryAfterMs ?? 0);
  return delay > policy.longestDelayMs ? undefined : delay;
}

function giveUp(what: string, attempts: number, error: TransferError): AddonsError {
  const tries = attempts === 1 ? "" : ` (tried ${attempts} times)`;
  return new AddonsError("CHART-SOURCE", sanitize(`${what}: ${error.message}${tries}`), {
    kind: "failed",
    hint: hintFor(error),
    cause: error,
  });
}

function hintFor(error: TransferError): string {
  if (error.status === 401 || error.status === 403) {
    return "log in to a registry with `helm registry login` or `docker login`; an HTTP repository needs an entry for its host in the same files (docs/lock.md)";
  }
  if (error.status === 404) return "check repo, chart and version in the manifest";
  if (error.status === 429) return "the server limits requests; wait, or log in for a higher limit";
  return "check the address and the network, then run the command again; what is locked and cached needs neither";
}
