import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import type { BuildRecipe } from "./build-recipe.ts";
import { captureProgram } from "./capture-program.ts";
import { findGo, type ProgramPlaces } from "./find-program.ts";

export interface Go {
  readonly path: string;
  /** `go1.26.8` */
  readonly version: string;
}

/** The Go that can build a recipe; throws PROGRAM-NO-GO or PROGRAM-GO-TOO-OLD. */
export async function needGo(recipe: BuildRecipe, env: ProgramPlaces["env"]): Promise<Go> {
  const wanted = await goLine(recipe.folder);
  const names = recipe.source.programs.map(({ name }) => name).join(", ");
  const found = findGo(env);
  if (found === undefined) {
    throw new AddonsError("PROGRAM-NO-GO", `${names}: not built yet, and there is no Go on PATH to build them with`, {
      kind: "failed",
      hint: howToGo(wanted),
    });
  }
  const version = found.version ?? (await askGo(found.path, env));
  if (isOlder(version, wanted)) {
    throw new AddonsError(
      "PROGRAM-GO-TOO-OLD",
      `${names}: not built yet, and ${found.path} is ${version}, older than ${wanted} that the build needs`,
      { kind: "failed", hint: howToGo(wanted) },
    );
  }
  return { path: found.path, version };
}

/** What works all the same, said with every error of a build. */
export const WITHOUT_PROGRAMS =
  "everything that needs no playground works without: validate, lock, graph, render, and all verbs on clusters of your kubeconfig";

function howToGo(wanted: string): string {
  const install = `install Go ${wanted} or newer and run the same command again`;
  return `${install}, or set ADDONS_PROGRAMS to a folder that holds the programs; ${WITHOUT_PROGRAMS}`;
}

async function goLine(folder: string): Promise<string> {
  return /^go (\d+\.\d+)/m.exec(await readFile(join(folder, "go.mod"), "utf8"))?.[1] ?? "1.26";
}

async function askGo(path: string, env: ProgramPlaces["env"]): Promise<string> {
  const { output } = await captureProgram({ file: path, args: ["env", "GOVERSION"], env: goEnvironment(env) });
  return /\bgo\d\S*/.exec(output)?.[0] ?? "go-unknown";
}

// Development versions (`go-unknown`) are taken for new.
function isOlder(version: string, wanted: string): boolean {
  const numbers = /^go(\d+)\.(\d+)/.exec(version);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  if (numbers === null) return false;
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}

/**
 * What Go may see of the user's environment: where things lie and how the network is reached. Not what would change the
 * result (GOFLAGS, GOOS, GOEXPERIMENT, GODEBUG, …), which the recipe alone decides.
 */
export function goEnvironment(env: ProgramPlaces["env"]): Record<string, string> {
  const passed = Object.entries(env).filter(([name]) => PASSED.test(name));
  return Object.fromEntries(passed.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const PASSED =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|LANG|LC_.*|XDG_.*_HOME|GOPATH|GOCACHE|GOMODCACHE|GOENV|GOROOT|GOPROXY|GOSUMDB|GONOSUMDB|GONOPROXY|GOPRIVATE|GOINSECURE|GOMAXPROCS|SSL_CERT_(FILE|DIR)|https?_proxy|no_proxy|all_proxy|HTTPS?_PROXY|NO_PROXY|ALL_PROXY)$/;
