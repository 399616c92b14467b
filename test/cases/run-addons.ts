import { spawn, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/** What a run of the real command line left. */
export interface Said {
  /** Exit code; a shell's 128 + n when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** All that the child gets beside PATH, HOME (the project) and a cache of compiled sources. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningAddons {
  readonly process: ChildProcess;
  readonly ended: Promise<Said>;
  /** Resolves when stderr holds the text; rejects with everything said when the run ends without it. */
  said(text: string | RegExp): Promise<void>;
}

/** `addons ARGS` as a process of its own, without a terminal. */
export function startAddons(args: readonly string[], options: RunOptions): RunningAddons {
  const shared = { PATH: process.env["PATH"] ?? "", NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") };
  const env = { ...shared, HOME: options.cwd, ...options.env };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const ended = new Promise<Said>((resolve) => {
    child.once("close", (code, signal) => resolve({ code: code ?? signalCode(signal), ...said }));
  });
  return {
    process: child,
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === "string" ? said.stderr.includes(text) : text.test(said.stderr)) resolve();
        };
        child.stderr.on("data", look);
        look();
        void ended.then((end) => reject(new Error(`never said ${String(text)}: ${JSON.stringify(end)}`)));
      }),
  };
}

export function runAddons(args: readonly string[], options: RunOptions): Promise<Said> {
  return startAddons(args, options).ended;
}

function signalCode(signal: NodeJS.Signals | null): number {
  return 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal as string] ?? 0);
}
