import type { FlagName, Flags, GlobalFlag } from "./arguments/flags.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Voice } from "./output/voice.ts";

/** One verb as help and the parser know it; its code is loaded when it runs. */
export interface Command {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** What stands after the verb, e.g. `[NAME…]`. */
  readonly operands?: string;
  readonly maxOperands: number;
  readonly flags: readonly FlagName[];
  /** Help of flags that mean something of their own for this verb. */
  readonly flagTexts?: Readonly<Partial<Record<FlagName, string>>>;
  /** Formats of --output, the default first; empty when there is no --output. */
  readonly formats: readonly string[];
  readonly details: readonly string[];
  readonly examples: readonly Example[];
  readonly load: () => Promise<(invocation: Invocation<FlagName>) => Promise<number>>;
}

interface Example {
  readonly command: string;
  readonly does: string;
}

/** Where results go: one format to stdout, any number to files beside it. */
export interface Outputs {
  readonly stdout: string;
  readonly files: readonly { readonly format: string; readonly path: string }[];
}

/** What a verb is given: only the flags it names, and no way to `process`. */
export interface Invocation<Names extends FlagName = never> {
  readonly flags: Pick<Flags, Names | GlobalFlag>;
  readonly operands: readonly string[];
  readonly outputs: Outputs;
  readonly surroundings: Surroundings;
  /** Absolute path of the project folder. */
  readonly root: string;
  readonly voice: Voice;
}

/** Ties a verb's code to its flags: the type check fails when `load` reads one that `flags` does not name. */
export function command<const Names extends FlagName>(
  definition: Omit<Command, "flags" | "load"> & {
    readonly flags: readonly Names[];
    readonly load: () => Promise<(invocation: Invocation<Names>) => Promise<number>>;
  },
): Command {
  return definition as Command;
}
