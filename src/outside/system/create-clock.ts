import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "./system.ts";

/** The real clock. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    async sleep(ms, signal) {
      try {
        await pause(ms, undefined, { ...(signal && { signal }) });
      } catch (error) {
        if (signal?.aborted !== true) throw error;
      }
    },
  };
}
