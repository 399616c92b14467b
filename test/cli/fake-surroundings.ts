import type { Surroundings } from "../../src/cli/surroundings.ts";

export interface FakeSurroundings extends Surroundings {
  readonly said: { stdout: string; stderr: string; readonly files: Map<string, string>; readonly questions: string[] };
}

/** A process without a process: what it would print and write is kept in `said`. */
export function fakeSurroundings(
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly terminal?: "yes" | "no";
    readonly files?: Readonly<Record<string, string>>;
    readonly answer?: string;
    readonly now?: number;
  } = {},
): FakeSurroundings {
  const said: FakeSurroundings["said"] = { stdout: "", stderr: "", files: new Map(), questions: [] };
  const terminal = options.terminal ?? "no";
  return {
    said,
    args,
    env: options.env ?? {},
    cwd: options.cwd ?? "/nowhere",
    stdout: { write: (text) => void (said.stdout += text), terminal, columns: 0 },
    stderr: { write: (text) => void (said.stderr += text), terminal, columns: 0 },
    async ask(question) {
      said.questions.push(question);
      return options.answer;
    },
    async readFile(path) {
      const text = options.files?.[path];
      if (text === undefined) throw new Error(`no file ${path}`);
      return text;
    },
    writeFile: async (path, text) => void said.files.set(path, text),
    now: () => options.now ?? 0,
    interrupts: {
      take: () => ({ stop: new AbortController().signal, kill: new AbortController().signal }),
      received: () => undefined,
    },
  };
}
