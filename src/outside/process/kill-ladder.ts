import type { RunRequest } from "./processes.ts";
import { signalGroup } from "./signal-group.ts";

const DEFAULT_GRACE_MS = 10_000;

export interface Ladder {
  /** Ends the watch; why the program ended. */
  stop(): "exited" | "timed-out" | "aborted";
}

/** When the time is over or the caller aborts: TERM to the whole group, and after the grace KILL. */
export function climbLadder(group: number, request: Pick<RunRequest, "timeoutMs" | "graceMs" | "signal">): Ladder {
  let ended: "exited" | "timed-out" | "aborted" = "exited";
  let killer: NodeJS.Timeout | undefined;
  const climb = (why: "timed-out" | "aborted"): void => {
    if (ended !== "exited") return;
    ended = why;
    signalGroup(group, "SIGTERM");
    killer = setTimeout(() => signalGroup(group, "SIGKILL"), request.graceMs ?? DEFAULT_GRACE_MS);
  };
  // setTimeout overflows to "at once" beyond 2^31 - 1 ms.
  const deadline = setTimeout(() => climb("timed-out"), Math.min(request.timeoutMs, 2 ** 31 - 1));
  const onAbort = (): void => climb("aborted");
  if (request.signal?.aborted === true) onAbort();
  request.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    stop() {
      clearTimeout(deadline);
      clearTimeout(killer);
      request.signal?.removeEventListener("abort", onAbort);
      return ended;
    },
  };
}
