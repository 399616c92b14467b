import type { Interrupts } from "./surroundings.ts";

type Signal = "SIGINT" | "SIGTERM";

/** What a process offers for this; `process` itself in main.ts. */
export interface SignalSource {
  on(signal: Signal, listener: (signal: Signal) => void): unknown;
}

/**
 * The ladder: the first signal asks a verb that took the interrupts to stop starting things, the second to end what runs, the third
 * ends the process. A verb that did not take them has nothing to tidy: the first signal ends the process.
 */
export function listenForSignals(source: SignalSource, exit: (signal: Signal) => void): Interrupts {
  const stop = new AbortController();
  const kill = new AbortController();
  let taken: "taken" | "free" = "free";
  let first: Signal | undefined;
  const onSignal = (signal: Signal): void => {
    first ??= signal;
    if (taken === "free" || kill.signal.aborted) return exit(first);
    (stop.signal.aborted ? kill : stop).abort(first);
  };
  source.on("SIGINT", onSignal);
  source.on("SIGTERM", onSignal);
  return {
    take() {
      taken = "taken";
      return { stop: stop.signal, kill: kill.signal };
    },
    received: () => first,
  };
}
