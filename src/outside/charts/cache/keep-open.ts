import { openSync, rmSync } from "node:fs";
import { removeAtExit } from "./remove-at-exit.ts";

/** A descriptor of a temporary file that has no name any more: it goes with this process, however that ends. */
export function keepOpen(path: string): number {
  const descriptor = openSync(path, "r");
  try {
    rmSync(path);
  } catch {
    // Some systems do not take the name of an open file.
    removeAtExit(path);
  }
  return descriptor;
}
