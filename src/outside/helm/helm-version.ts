import { AddonsError } from "../../support/addons-error.ts";
import type { HelmVersion } from "./helm.ts";

const WANTED = "install Helm 3.18 or newer, or Helm 4.1.4 or newer (not 4.2.0 and 4.2.1), or name one with ADDONS_HELM";

/** What is refused, and why; pre-releases count as their release. The first that applies is told. */
const REFUSED: readonly (readonly [applies: (version: HelmVersion) => boolean, why: string])[] = [
  [(version) => isBefore(version, [3, 18, 0]), "is too old"],
  [
    (version) => version.major === 4 && isBefore(version, [4, 1, 4]),
    "is too old: it loses updates of server-side apply",
  ],
  // They do not create hook Jobs and leave releases pending (helm#32224, helm#32214).
  [({ major, minor, patch }) => major === 4 && minor === 2 && patch < 2, "does not run hooks as it should"],
  [({ major }) => major >= 5, "is newer than this version of addons knows"],
];

/** From what `helm version` prints. Throws AddonsError HELM-VERSION when it is none that addons works with. */
export function parseHelmVersion(output: string, binary: string): HelmVersion {
  const numbers = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?/.exec(output.trim());
  if (numbers === null) throw versionError(`The program ${binary} does not say which version of Helm it is.`);
  const [major = 0, minor = 0, patch = 0] = numbers.slice(1).map((text) => Number(text ?? 0));
  const version = { major: major as HelmVersion["major"], minor, patch };
  const refused = REFUSED.find(([applies]) => applies(version));
  if (refused !== undefined) throw versionError(`Helm ${major}.${minor}.${patch} (${binary}) ${refused[1]}.`);
  return version;
}

function isBefore({ major, minor, patch }: HelmVersion, [thenMajor, thenMinor, thenPatch]: readonly number[]): boolean {
  if (major !== thenMajor) return major < (thenMajor ?? 0);
  if (minor !== thenMinor) return minor < (thenMinor ?? 0);
  return patch < (thenPatch ?? 0);
}

/** Throws AddonsError HELM-MISSING. */
export function helmMissing(binary: string): AddonsError {
  return new AddonsError("HELM-MISSING", `Helm was not found: ${binary}.`, { kind: "failed", hint: WANTED });
}

function versionError(message: string): AddonsError {
  return new AddonsError("HELM-VERSION", message, { kind: "failed", hint: WANTED });
}
