import type { Clock } from "../outside/system/system.ts";

/**
 * When running steps must end: at the second interrupt, or when their grace after the first is over. `close` ends the waiting for
 * either.
 */
export function killAfterGrace(
  signals: { readonly stop: AbortSignal; readonly kill: AbortSignal | undefined },
  graceMs: number,
  clock: Clock,
): { readonly signal: AbortSignal; close(): void } {
  const grace = new AbortController();
  const closed = new AbortController();
  const startGrace = (): void => {
    void clock.sleep(graceMs, closed.signal).then(() => {
      if (!closed.signal.aborted) grace.abort();
    });
  };
  if (signals.stop.aborted) startGrace();
  else signals.stop.addEventListener("abort", startGrace, { once: true });
  return {
    signal: signals.kill === undefined ? grace.signal : AbortSignal.any([grace.signal, signals.kill]),
    close() {
      closed.abort();
      signals.stop.removeEventListener("abort", startGrace);
    },
  };
}
