import { AddonsError } from "../../support/addons-error.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { ProgramExit } from "../process/start-program.ts";
import type { BuildRecipe } from "./build-recipe.ts";
import { WITHOUT_PROGRAMS } from "./need-go.ts";

/** What a failed `go build` means for the person who waited for it. */
export function explainBuild(recipe: BuildRecipe, output: string, exit: ProgramExit): AddonsError {
  const lines = errorLines(output);
  const text = lines.join("\n");
  const known = CAUSES.find(({ signs }) => signs.test(text));
  const { code, what, hint } = known ?? UNKNOWN;
  const names = recipe.source.programs.map(({ name }) => name).join(", ");
  const ended = exit.error ?? (exit.signal === undefined ? `exit code ${exit.exitCode}` : exit.signal);
  const last = lines.slice(-6).map((line) => `  ${line}`);
  const message = [`${names} ${recipe.version}: ${what} (go build: ${ended})`, ...last].join("\n");
  return new AddonsError(code, message, { kind: "failed", hint: `${hint}; ${WITHOUT_PROGRAMS}` });
}

interface Cause {
  readonly code: string;
  readonly signs: RegExp;
  readonly what: string;
  readonly hint: string;
}

const CAUSES: readonly Cause[] = [
  {
    code: "PROGRAM-DISK-FULL",
    signs: /no space left on device|disk quota exceeded/i,
    what: "the disk is full",
    hint: "a first build needs about 15 GB for Go's caches (go env GOCACHE GOMODCACHE); make room, then run the same command again",
  },
  {
    code: "PROGRAM-MODULE-REFUSED",
    signs: /checksum mismatch|missing go\.sum entry|SECURITY ERROR|updates to go\.mod needed/i,
    what: "a module is not what go.mod and go.sum say",
    hint: "nothing was built from it; see which module it names, and tools/README.md for how versions are changed",
  },
  {
    code: "PROGRAM-OFFLINE",
    signs:
      /dial tcp|no such host|i\/o timeout|connection refused|connection reset|TLS handshake|module lookup disabled|network is unreachable|proxyconnect|temporary failure in name resolution|\b(403|404|410|429|50\d) [A-Z]/i,
    what: "a module could not be fetched",
    hint: "check the network and GOPROXY, then run the same command again: Go goes on where it was",
  },
];

const UNKNOWN = {
  code: "PROGRAM-BUILD-FAILED",
  what: "the build failed",
  hint: "run the same command again; if it fails again, set ADDONS_PROGRAMS to a folder that holds the programs",
};

/** Without the package names that `go build -v` prints while all is well. */
function errorLines(output: string): string[] {
  return sanitize(output)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^[\w.~/-]+$/.test(line) && !line.startsWith("go: downloading "));
}
