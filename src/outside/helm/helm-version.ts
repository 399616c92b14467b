// Not the whole of the library: every run judges a version of Helm.
import coerce from "semver/functions/coerce.js";
import satisfies from "semver/functions/satisfies.js";
import { AddonsError } from "../../support/addons-error.ts";
import type { HelmVersion } from "./helm.ts";

const WANTED = "install Helm 3.18 or newer, or Helm 4.1.4 or newer (not 4.2.0 and 4.2.1), or name one with ADDONS_HELM";

/** Ranges that are refused, and why. */
const REFUSED: readonly (readonly [range: string, why: string])[] = [
  ["<3.18.0", "is too old"],
  [">=4.0.0 <4.1.4", "is too old: it loses updates of server-side apply"],
  // They do not create hook Jobs and leave releases pending (helm#32224, helm#32214).
  ["4.2.0 || 4.2.1", "does not run hooks as it should"],
  [">=5.0.0", "is newer than this version of addons knows"],
];

/** From what `helm version` prints. Throws AddonsError HELM-VERSION when it is none that addons works with. */
export function parseHelmVersion(output: string, binary: string): HelmVersion {
  const version = /^v?\d+\.\d+/.test(output.trim()) ? coerce(output) : null;
  if (version === null) throw versionError(`The program ${binary} does not say which version of Helm it is.`);
  const refused = REFUSED.find(([range]) => satisfies(version, range));
  if (refused !== undefined) throw versionError(`Helm ${version.version} (${binary}) ${refused[1]}.`);
  return { major: version.major as HelmVersion["major"], minor: version.minor, patch: version.patch };
}

/** Throws AddonsError HELM-MISSING. */
export function helmMissing(binary: string): AddonsError {
  return new AddonsError("HELM-MISSING", `Helm was not found: ${binary}.`, { kind: "failed", hint: WANTED });
}

function versionError(message: string): AddonsError {
  return new AddonsError("HELM-VERSION", message, { kind: "failed", hint: WANTED });
}
