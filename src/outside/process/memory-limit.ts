import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { RunRequest } from "./processes.ts";

/** Of util-linux; elsewhere a program's memory is not limited. */
const PLACES = ["/usr/bin/prlimit", "/bin/prlimit"];

let prlimit: string | undefined | null = null;

/** The command that runs a program under its limit of address space, where the system can do that. */
export function withMemoryLimit({ file, args, memoryBytes }: RunRequest): {
  readonly file: string;
  readonly args: readonly string[];
} {
  if (memoryBytes === undefined) return { file, args };
  if (prlimit === null) prlimit = PLACES.find((path) => existsSync(path));
  // It runs what stands behind the dashes, by the same search on PATH, in place of itself: no process more.
  return prlimit === undefined || basename(file) === "prlimit"
    ? { file, args }
    : { file: prlimit, args: [`--as=${memoryBytes}`, "--", file, ...args] };
}
