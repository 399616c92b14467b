import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

/** A program that runs on while we do other things: a control plane's supervisor and its components. */
export interface StartRequest {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Output of both streams is appended to this file (made 0600). */
  readonly outputFile: string;
  /** `held`: the child's stdin reaches its end when we die, however we die, or when `release` is called. */
  readonly stdin: "empty" | "held";
  /** `own`: a new session and process group, so that the child outlives us and is ended as a whole. */
  readonly group: "ours" | "own";
}

export interface StartedProgram {
  /** Undefined when it could not be started; `exited` says why. */
  readonly pid: number | undefined;
  /** Never rejects. */
  readonly exited: Promise<ProgramExit>;
  kill(signal: NodeJS.Signals): void;
  /** Ends the held stdin. */
  release(): void;
  /** Lets our event loop end while the child runs. */
  forget(): void;
}

export interface ProgramExit {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why it could not be started. */
  readonly error: string | undefined;
}

export function startProgram(request: StartRequest): StartedProgram {
  const output = openSync(request.outputFile, "a", 0o600);
  const child = spawn(request.file, request.args, {
    cwd: request.cwd,
    env: request.env,
    detached: request.group === "own",
    stdio: [request.stdin === "held" ? "pipe" : "ignore", output, output],
  });
  closeSync(output);
  child.stdin?.on("error", () => {
    // The child is gone; `exited` tells.
  });
  const exited = new Promise<ProgramExit>((resolve) => {
    child.once("error", (error) => resolve({ exitCode: undefined, signal: undefined, error: error.message }));
    child.once("exit", (exitCode, signal) =>
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, error: undefined }),
    );
  });
  return {
    pid: child.pid,
    exited,
    kill: (signal) => void child.kill(signal),
    release: () => void child.stdin?.end(),
    forget: () => {
      child.unref();
      // The pipe's handle keeps an event loop alive as the child's does.
      if (child.stdin !== null && "unref" in child.stdin) (child.stdin as { unref(): void }).unref();
    },
  };
}

/** Ends every process of a group that `startProgram` made with `group: "own"`; false when there is none left. */
export function killGroup(groupId: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-groupId, signal);
    return true;
  } catch {
    return false;
  }
}
