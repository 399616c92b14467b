import { closeSync, openSync, readSync, statSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { startProgram, type ProgramExit, type StartedProgram } from "../process/start-program.ts";
import { explainBuild } from "./explain-build.ts";
import type { BuildRecipe } from "./build-recipe.ts";
import type { ProgramPlaces } from "./find-program.ts";
import { goEnvironment, type Go } from "./need-go.ts";

export interface BuildRequest {
  readonly recipe: BuildRecipe;
  readonly env: ProgramPlaces["env"];
  /** Which of how many builds this is, for a person who waits. */
  readonly number: number;
  readonly of: number;
}

/** Runs `go build` in the workspace; returns the folder with the programs under their own names. */
export async function goBuild(
  request: BuildRequest & { readonly go: Go; readonly workspace: string },
  progress: (message: string) => void,
): Promise<string> {
  const { recipe, go, workspace } = request;
  const made = join(workspace, "programs");
  await mkdir(made);
  const { programs, tool } = recipe.source;
  const [single] = programs.length === 1 ? programs : [];
  const output = single === undefined ? `${made}/` : join(made, single.name);
  const outputFile = join(workspace, "output");
  const what = `${tool} ${recipe.version} (${request.number} of ${request.of})`;
  if (request.number === 1) progress(FIRST_WORDS);
  progress(`building ${what}`);
  const build = startProgram({
    file: go.path,
    args: ["build", "-v", ...recipe.flags, "-o", output, ...programs.map((program) => program.package)],
    env: { ...goEnvironment(request.env), ...recipe.env },
    cwd: recipe.folder,
    outputFile,
    stdin: "empty",
    group: "ours",
  });
  const exit = await follow(build, { outputFile, what }, progress);
  if (exit.exitCode !== 0) throw explainBuild(recipe, await readFile(outputFile, "utf8"), exit);
  return made;
}

const FIRST_WORDS =
  "building the real programs with Go: ten to fifteen minutes on two cores the first time (the result is kept), seconds when Go has them in its cache";
const REPORT_MS = 10_000;
const DEADLINE_MS = 60 * 60_000;

/** Says every ten seconds how far it is: `go build -v` prints a line per package. */
async function follow(
  build: StartedProgram,
  { outputFile, what }: { readonly outputFile: string; readonly what: string },
  progress: (message: string) => void,
): Promise<ProgramExit> {
  const started = Date.now();
  const timer = setInterval(() => {
    const elapsed = Date.now() - started;
    if (elapsed > DEADLINE_MS) build.kill("SIGKILL");
    const doing = lastLine(outputFile);
    progress(`building ${what}: ${minutes(elapsed)}${doing === "" ? "" : `, ${doing}`}`);
  }, REPORT_MS);
  // Without us there is nobody to put the result in place.
  const stop = (): void => build.kill("SIGKILL");
  process.once("exit", stop);
  try {
    const exit = await build.exited;
    if (Date.now() - started > DEADLINE_MS) throw tooLong(what);
    return exit;
  } finally {
    clearInterval(timer);
    process.off("exit", stop);
  }
}

function tooLong(what: string): AddonsError {
  return new AddonsError("PROGRAM-BUILD-TOO-LONG", `building ${what} was ended after an hour`, {
    kind: "failed",
    hint: "run the same command again: Go goes on from its cache",
  });
}

function minutes(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function lastLine(path: string): string {
  try {
    const bytes = Buffer.alloc(400);
    const size = statSync(path).size;
    const file = openSync(path, "r");
    const read = readSync(file, bytes, 0, bytes.length, Math.max(0, size - bytes.length));
    closeSync(file);
    return bytes.toString("utf8", 0, read).trimEnd().split("\n").at(-1) ?? "";
  } catch {
    return "";
  }
}
