import { resolve } from "node:path";
import { AddonsError } from "../support/addons-error.ts";
import { nearest } from "../support/nearest.ts";
import type { Command } from "./command.ts";
import { COMMANDS, findCommand } from "./commands.ts";
import { EXIT, exitCodeOfError } from "./exit-code.ts";
import { commandHelp, overview } from "./arguments/help.ts";
import { readOutputs } from "./output/outputs.ts";
import { parseArguments } from "./arguments/parse-arguments.ts";
import { readSources } from "./output/read-sources.ts";
import type { Surroundings } from "./surroundings.ts";
import { usageError } from "./arguments/usage-error.ts";
import { version } from "./version.ts";
import { createVoice, type Voice } from "./output/voice.ts";

/** argv → verb → exit code. Never throws: what goes wrong is said on stderr. */
export async function runCommandLine(surroundings: Surroundings): Promise<number> {
  const [first = "help", ...rest] = surroundings.args;
  if (first === "--version" || first === "version") return print(surroundings, `${version}\n`);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    return print(surroundings, overview());
  }
  const run: Run = { voice: createVoice(surroundings, earlyFlags(surroundings)), root: surroundings.cwd };
  try {
    if (first === "help") return print(surroundings, commandHelp(commandFor(rest[0] ?? "")));
    return await runVerb(commandFor(first), rest, { surroundings, run });
  } catch (error) {
    return await failed(error, run, surroundings);
  }
}

/** What is known of a run when it fails. */
interface Run {
  voice: Voice;
  root: string;
}

async function runVerb(
  known: Command,
  args: readonly string[],
  { surroundings, run }: { readonly surroundings: Surroundings; readonly run: Run },
): Promise<number> {
  const { flags, operands } = parseArguments(known, args, surroundings.env);
  if (flags.help) return print(surroundings, commandHelp(known));
  const voice = createVoice(surroundings, flags);
  const root = resolve(surroundings.cwd, flags.chdir ?? ".");
  Object.assign(run, { voice, root });
  const outputs = readOutputs(known, flags.output);
  const verb = await known.load();
  return await verb({ flags, operands, outputs, surroundings, root, voice });
}

function print(surroundings: Surroundings, text: string): number {
  surroundings.stdout.write(text);
  return EXIT.done;
}

function commandFor(name: string): Command {
  const found = findCommand(name);
  if (found !== undefined) return found;
  if (name.startsWith("-")) {
    throw usageError(`the verb comes first, before ${name}`, undefined, `addons VERB ${name}`);
  }
  const near = nearest(
    name,
    COMMANDS.flatMap((known) => [known.name, known.alias ?? known.name]),
  );
  throw usageError(
    `there is no verb "${name}"`,
    undefined,
    near === undefined ? undefined : `did you mean addons ${near}?`,
  );
}

/** For what goes wrong before the flags are read. */
function earlyFlags(surroundings: Surroundings) {
  const { args, env } = surroundings;
  const json = args.includes("--log-format=json") || env["ADDONS_LOG_FORMAT"] === "json";
  const noColor = args.includes("--no-color");
  return { noColor, quiet: false, verbose: args.includes("--verbose"), logFormat: json ? "json" : "text" } as const;
}

async function failed(error: unknown, run: Run, surroundings: Surroundings): Promise<number> {
  const files = error instanceof AddonsError ? error.problems.flatMap((problem) => problem.at?.file ?? []) : [];
  run.voice.error(error, await readSources(files, run.root, surroundings));
  const signal = surroundings.interrupts.received();
  return signal === undefined ? exitCodeOfError(error) : EXIT[signal];
}
