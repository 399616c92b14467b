import { rmSync } from "node:fs";

const paths = new Set<string>();

/** Removes a temporary file when this process ends; one that is killed leaves it to the next one that looks. */
export function removeAtExit(path: string): void {
  if (paths.size === 0) process.once("exit", removeAll);
  paths.add(path);
}

function removeAll(): void {
  for (const path of paths) rmSync(path, { force: true });
  paths.clear();
}
