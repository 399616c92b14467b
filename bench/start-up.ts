import { inTurn, timeOnce, type Command } from "./measure.ts";
import type { Bench } from "./bench.ts";

/** Start-up of the built command line beside a bare Node: what every call pays. */
export function benchStartUp(bench: Bench): readonly string[] {
  const bare: Command = { file: process.execPath, args: ["-e", "0"], env: bench.env };
  return ["--version", "--help"].map((flag) => {
    const { a, b } = inTurn(
      15,
      () => timeOnce(bench.addons([flag])),
      () => timeOnce(bare),
    );
    return `addons ${flag}: ${(a - b).toFixed(0)} ms more than node -e 0 (${a.toFixed(0)} against ${b.toFixed(0)} ms)`;
  });
}
