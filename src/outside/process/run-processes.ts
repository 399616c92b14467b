import { AddonsError } from "../../support/addons-error.ts";
import type { Processes, RunRequest, RunResult } from "./processes.ts";
import { createReaper } from "./reaper.ts";
import { runToEnd } from "./run-to-end.ts";

/**
 * Starts programs: argument lists only, never a shell, nothing inherited. Each has a process group of its own, so
 * that the end of a program is the end of all it started. `close` lets the supervisor (see reaper.ts) go.
 */
export function createProcesses(): Processes & { close(): void } {
  const started: { readonly file: string; readonly args: readonly string[] }[] = [];
  const record = (file: string, args: readonly string[]): void => void started.push({ file, args });
  const reaper = createReaper(record);
  return {
    started,
    async run(request) {
      checkArguments(request);
      if (request.signal?.aborted === true) return NOT_STARTED;
      const guarded = request.onOwnerDeath === "kill";
      if (guarded) reaper.start();
      return runToEnd(request, {
        started(group) {
          record(request.file, request.args);
          if (guarded) reaper.add(group, request.privateFolder);
        },
        ended(group) {
          if (guarded) reaper.remove(group);
        },
      });
    },
    close: () => reaper.close(),
  };
}

const NOT_STARTED: RunResult = {
  exitCode: undefined,
  signal: undefined,
  stdout: "",
  stderr: "",
  ended: "aborted",
  durationMs: 0,
};

/** A zero byte cannot be part of an argument; Node's own error would quote the argument. */
function checkArguments(request: RunRequest): void {
  const texts = [request.file, ...request.args, ...Object.entries(request.env).flat()];
  if (!texts.some((text) => text.includes("\0"))) return;
  throw new AddonsError(
    "PROGRAM-ARGUMENT",
    `An argument for ${request.file.replaceAll("\0", "")} contains a zero byte.`,
    {
      kind: "usage",
      hint: "remove the zero byte from the names in the manifest",
    },
  );
}
