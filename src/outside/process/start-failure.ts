import { AddonsError } from "../../support/addons-error.ts";
import type { RunRequest, RunResult } from "./processes.ts";

/** What a program that never started comes to: a result when it is not there, else an error. Throws AddonsError PROGRAM-START. */
export function startFailure(request: RunRequest, failed: { readonly code?: string | undefined }): RunResult {
  const code = failed.code ?? "unknown error";
  if (["ENOENT", "EACCES", "ENOTDIR", "ELOOP"].includes(code)) {
    return { exitCode: undefined, signal: undefined, stdout: "", stderr: "", ended: "not-found", durationMs: 0 };
  }
  throw new AddonsError("PROGRAM-START", `The program ${request.file} could not be started: ${code}.`, {
    kind: "failed",
    hint:
      code === "E2BIG"
        ? "its arguments are too long for this system"
        : "this computer may be out of memory, processes or open files: see `ulimit -a`",
  });
}
