import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { assertNever } from "../../support/assert-never.ts";
import type { Redactor } from "../../support/redact.ts";
import type { InputSource } from "../../values/inputs/input.ts";
import type { Files } from "../files/files.ts";
import { findOnPath } from "../process/find-on-path.ts";
import type { Processes } from "../process/processes.ts";
import { explainRun, programMissing } from "./explain-run.ts";
import { inputProgram } from "./input-programs.ts";
import type { InputProgram, ProgramSource } from "./input-programs.ts";
import type { Inputs, RawInput } from "./inputs.ts";
import { programEnvironment, secretsOf } from "./program-environment.ts";

export interface InputsOptions {
  readonly files: Files;
  /** Asked for at the first source that is a program. */
  readonly processes: () => Promise<Processes>;
  /** Our own environment; a program gets what it needs of it (program-environment.ts). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly redactor: Redactor;
  /** Wall-clock limit of one program; default 120 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 120_000;
/** As much as a file of the project may have. */
const MAX_OUTPUT = 5 * 1024 * 1024;

/** Sources of the project folder, of this computer's environment, and of the programs that keep them elsewhere. */
export function createInputs(options: InputsOptions): Inputs {
  const read = new Map<string, Promise<RawInput>>();
  return {
    read(source) {
      const key = JSON.stringify(source);
      const known = read.get(key) ?? readSource(source, options);
      read.set(key, known);
      return known;
    },
  };
}

async function readSource(source: InputSource, options: InputsOptions): Promise<RawInput> {
  switch (source.kind) {
    case "terraform-file":
    case "kops-file":
    case "file":
      return await readFile(source.file, options);
    case "env":
      return {
        kind: "variables",
        variables: Object.fromEntries(source.names.map((name) => [name, options.env[name]])),
      };
    case "terraform-run":
    case "kops-run":
      return await runProgram(source, options);
    case "sops": {
      // First as a file: it has to be one of this project.
      const file = await readFile(source.file, options);
      if (file.kind !== "text") return file;
      const run = await runProgram(source, options);
      return run.kind === "text" && file.ageSeconds !== undefined ? { ...run, ageSeconds: file.ageSeconds } : run;
    }
    default:
      return assertNever(source);
  }
}

async function readFile(path: string, { files, now }: InputsOptions): Promise<RawInput> {
  try {
    const text = await files.readIfExists(path);
    if (text === undefined) return { kind: "unreadable", why: `there is no ${path}`, hint: "" };
    const written = await stat(join(files.root, path)).catch(() => undefined);
    if (written === undefined) return { kind: "text", text };
    return { kind: "text", text, ageSeconds: Math.max(0, Math.floor((now() - written.mtimeMs) / 1000)) };
  } catch (error) {
    return fromError(error);
  }
}

async function runProgram(source: ProgramSource, options: InputsOptions): Promise<RawInput> {
  const { files, env, redactor } = options;
  const program = inputProgram(source, files.root);
  const file = findOnPath(env[program.variable] || program.name, env);
  if (file === undefined) return programMissing(program, env[program.variable]);
  if (source.kind === "terraform-run") {
    const missing = await missingFolder(source.folder, files);
    if (missing !== undefined) return missing;
  }
  const passed = programEnvironment(program.name, env);
  redactor.add(secretsOf(passed));
  return await run({ ...program, file, env: passed }, options);
}

interface Ready extends InputProgram {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

async function run(program: Ready, { processes, redactor, timeoutMs = TIMEOUT_MS }: InputsOptions): Promise<RawInput> {
  try {
    const { file, args, env, cwd } = program;
    const result = await (await processes()).run({ file, args, env, cwd, timeoutMs, maxOutputBytes: MAX_OUTPUT });
    if (result.ended === "exited" && result.exitCode === 0 && Buffer.byteLength(result.stdout) <= MAX_OUTPUT) {
      return { kind: "text", text: result.stdout };
    }
    return explainRun(program, result, { redactor, timeoutMs });
  } catch (error) {
    return fromError(error);
  }
}

/** Listing also refuses a folder outside of the project, reached by a link or not. */
async function missingFolder(folder: string, files: Files): Promise<RawInput | undefined> {
  try {
    const names = await files.list(folder);
    if (names.length > 0) return undefined;
    return {
      kind: "unreadable",
      why: `there is nothing in the folder ${folder}`,
      hint: "name the folder that holds the configuration",
    };
  } catch (error) {
    return fromError(error);
  }
}

function fromError(error: unknown): RawInput {
  if (!(error instanceof AddonsError)) throw error;
  return { kind: "unreadable", why: error.message, hint: error.hint ?? HINTS[error.code] ?? "" };
}

const HINTS: Readonly<Record<string, string>> = {
  "FILE-NOT-TEXT": "write it as UTF-8; Windows PowerShell writes UTF-16 with >, so use | Out-File -Encoding utf8",
};
