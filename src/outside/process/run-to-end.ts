import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { captureOutput } from "./capture-output.ts";
import { climbLadder } from "./kill-ladder.ts";
import { withMemoryLimit } from "./memory-limit.ts";
import type { RunRequest, RunResult } from "./processes.ts";
import { signalGroup } from "./signal-group.ts";
import { startFailure } from "./start-failure.ts";

/** Told at once, before anything is waited for; the number is the process group's id. */
export interface RunListener {
  started(group: number): void;
  ended(group: number): void;
}

const DEFAULT_MAX_OUTPUT = 64 * 1024 * 1024;
/** How long the output of a program that has ended may stay open because of children it left behind. */
const LEFTOVER_MS = 1_000;

/** Runs one program to its end, or down the ladder when its time is over or it is aborted. */
export async function runToEnd(request: RunRequest, listener: RunListener): Promise<RunResult> {
  const { execa } = await import("execa");
  const begin = performance.now();
  const { file, args } = withMemoryLimit(request);
  const subprocess = execa(file, args, {
    env: request.env,
    extendEnv: false,
    shell: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: request.stdin === undefined ? "ignore" : "pipe",
    ...(request.cwd !== undefined && { cwd: request.cwd }),
  });
  const child = subprocess.nodeChildProcess;
  const group = child.pid;
  if (group === undefined) return startFailure(request, await subprocess);
  listener.started(group);
  const exit = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ exitCode: code ?? undefined, signal: signal ?? undefined }));
  });
  const ladder = climbLadder(group, request);
  const limit = request.maxOutputBytes ?? DEFAULT_MAX_OUTPUT;
  const output = { stdout: captureOutput(child.stdout, limit), stderr: captureOutput(child.stderr, limit) };
  feed(child.stdin, request.stdin);
  const exited = await exit;
  await Promise.race([
    Promise.all([output.stdout.closed, output.stderr.closed]),
    pause(LEFTOVER_MS, undefined, { ref: false }),
  ]);
  // What the program left behind in its group would outlive us.
  signalGroup(group, "SIGKILL");
  listener.ended(group);
  return {
    ...exited,
    stdout: request.output === "bytes" ? "" : output.stdout.text(),
    ...(request.output === "bytes" && { stdoutBytes: output.stdout.bytes() }),
    stderr: output.stderr.text(),
    ...(output.stdout.isCut() && { cut: true }),
    ended: ladder.stop(),
    durationMs: Math.round(performance.now() - begin),
  };
}

interface Exit {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

function feed(stdin: NodeJS.WritableStream | null, text: string | undefined): void {
  if (stdin === null || text === undefined) return;
  // A program that does not read to the end is its own business.
  stdin.on("error", () => {});
  stdin.end(text);
}
