import { randomBytes } from "node:crypto";

/** `.NAME.PID-RANDOM.tmp`: the name of a file that is being written; its writer can be asked for. */
export function temporaryName(name: string): string {
  return `.${name}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

export function isTemporaryName(name: string): boolean {
  return name.startsWith(".") && name.endsWith(".tmp");
}

/** Nobody writes one file for this long without a byte. */
const SILENT_FOR_MS = 10 * 60_000;
/** The writer's id may belong to another process by now, or to one of another computer that shares the folder. */
const GIVEN_UP_AFTER_MS = 24 * 3600_000;

/** Whether a temporary file was left by a writer that is gone: nothing was added for a while, and its process does not run. */
export function isAbandoned(name: string, lastWrittenMs: number, nowMs: number): boolean {
  const silentFor = nowMs - lastWrittenMs;
  if (silentFor <= SILENT_FOR_MS) return false;
  const pid = Number(/\.(\d{1,10})-[0-9a-f]{12}\.tmp$/.exec(name)?.[1] ?? Number.NaN);
  return Number.isNaN(pid) || silentFor > GIVEN_UP_AFTER_MS || !isRunning(pid);
}

/** Signal 0 asks only; somebody else's process answers with a refusal. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
