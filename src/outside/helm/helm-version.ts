import { AddonsError } from "../../support/addons-error.ts";
import type { HelmVersion } from "./helm.ts";

const WANTED =
  "Install Helm 3.18 or newer, or Helm 4.1.4 or newer (not 4.2.0 and 4.2.1), or name one with ADDONS_HELM.";

/** From what `helm version` prints. Throws AddonsError HELM-VERSION when it is none that addons works with. */
export function parseHelmVersion(output: string, binary: string): HelmVersion {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(output.trim());
  if (match === null) throw versionError(`The program ${binary} does not say which version of Helm it is.`);
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  const problem = problemOf([major, minor, patch]);
  if (problem !== undefined) throw versionError(`Helm ${major}.${minor}.${patch} (${binary}) ${problem}.`);
  return { major: major as HelmVersion["major"], minor, patch };
}

/** Throws AddonsError HELM-MISSING. */
export function helmMissing(binary: string): AddonsError {
  return new AddonsError("HELM-MISSING", `Helm was not found: ${binary}.`, { kind: "failed", hint: WANTED });
}

function problemOf([major, minor, patch]: readonly [number, number, number]): string | undefined {
  if (major < 3 || (major === 3 && minor < 18)) return "is too old";
  if (major > 4) return "is newer than this version of addons knows";
  if (major !== 4) return undefined;
  if (minor < 1 || (minor === 1 && patch < 4)) return "is too old: it loses updates of server-side apply";
  // 4.2.0 and 4.2.1 do not create hook Jobs and leave releases pending (helm#32224, helm#32214).
  if (minor === 2 && patch < 2) return "does not run hooks as it should";
  return undefined;
}

function versionError(message: string): AddonsError {
  return new AddonsError("HELM-VERSION", message, { kind: "failed", hint: WANTED });
}
