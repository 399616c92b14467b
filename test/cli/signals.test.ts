import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { listenForSignals } from "../../src/cli/signals.ts";

function ladder() {
  const source = new EventEmitter();
  const exits: string[] = [];
  const interrupts = listenForSignals(source, (signal) => void exits.push(signal));
  const send = (signal: "SIGINT" | "SIGTERM"): void => void source.emit(signal, signal);
  return { interrupts, exits, send };
}

describe("listenForSignals", () => {
  it("ends at once while nobody has taken the interrupts", () => {
    const { interrupts, exits, send } = ladder();

    send("SIGTERM");

    expect(exits).toEqual(["SIGTERM"]);
    expect(interrupts.received()).toBe("SIGTERM");
  });

  it("asks to stop, then to end what runs, then ends; the first signal gives the name", () => {
    const { interrupts, exits, send } = ladder();
    const { stop, kill } = interrupts.take();
    const seen = (): unknown[] => [stop.aborted, kill.aborted, exits.length];

    const steps = [seen()];
    send("SIGINT");
    steps.push(seen());
    send("SIGTERM");
    steps.push(seen());
    send("SIGTERM");
    steps.push(seen());

    expect(steps).toEqual([
      [false, false, 0],
      [true, false, 0],
      [true, true, 0],
      [true, true, 1],
    ]);
    expect(exits).toEqual(["SIGINT"]);
  });
});
