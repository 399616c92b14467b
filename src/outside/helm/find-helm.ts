import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { helmMissing } from "./helm-version.ts";

/** Absolute path of the helm to use: the named one, else ADDONS_HELM, else `helm` on PATH. Throws AddonsError HELM-MISSING. */
export function findHelm(named: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const wanted = named || env["ADDONS_HELM"] || "helm";
  if (wanted.includes("/")) {
    const path = resolve(wanted);
    if (isProgram(path)) return path;
    throw helmMissing(`${wanted} is not a program`);
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const found = folders.map((folder) => join(folder, wanted)).find(isProgram);
  if (found === undefined) throw helmMissing(`there is no "${wanted}" on PATH`);
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
