import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** Absolute path of a program: `wanted` itself when it is a path, else the first of that name on PATH; relative folders of PATH do not count. */
export function findOnPath(wanted: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (wanted.includes("/")) {
    const path = resolve(wanted);
    return isProgram(path) ? path : undefined;
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, wanted)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
