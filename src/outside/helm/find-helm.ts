import { findOnPath } from "../process/find-on-path.ts";
import { helmMissing } from "./helm-version.ts";

/** Absolute path of the helm to use: the named one, else ADDONS_HELM, else `helm` on PATH. Throws AddonsError HELM-MISSING. */
export function findHelm(named: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const wanted = named || env["ADDONS_HELM"] || "helm";
  const found = findOnPath(wanted, env);
  if (found !== undefined) return found;
  throw helmMissing(wanted.includes("/") ? `${wanted} is not a program` : `there is no "${wanted}" on PATH`);
}
