import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProgram, type ProgramExit } from "../process/start-program.ts";

export interface CaptureRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Default 30 s; then SIGKILL. */
  readonly timeoutMs?: number;
}

/** Runs a program that only prints something, to its end; both streams in `output`. */
export async function captureProgram(request: CaptureRequest): Promise<ProgramExit & { readonly output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "addons-capture-"));
  try {
    const outputFile = join(folder, "output");
    const program = startProgram({ ...request, cwd: folder, outputFile, stdin: "empty", group: "ours" });
    const timer = new AbortController();
    const late = sleep(request.timeoutMs ?? 30_000, undefined, { signal: timer.signal });
    late.then(
      () => program.kill("SIGKILL"),
      () => {},
    );
    const exit = await program.exited;
    timer.abort();
    return { ...exit, output: await readFile(outputFile, "utf8") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
