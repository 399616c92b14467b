import type { Files } from "../outside/files/files.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";
import type { ScaffoldFile } from "./scaffold-file.ts";

export interface WrittenProject {
  /** Paths, in the order given. */
  readonly written: readonly string[];
  /** These stood there already, word for word. */
  readonly unchanged: readonly string[];
  /** Another text stands there, which was left alone. */
  readonly left: readonly ScaffoldFile[];
}

/**
 * Writes a new project, all of it or nothing: a project half from here and half from somewhere else would not hold together.
 * Nothing that is there is ever overwritten. Throws AddonsError INIT-FILES-EXIST before the first write, with a problem for each
 * file that is in the way.
 */
export async function writeProject(files: readonly ScaffoldFile[], outside: Files): Promise<WrittenProject> {
  const there = new Map<string, string>();
  for (const { path } of files) {
    const text = await outside.readIfExists(path);
    if (text !== undefined) there.set(path, text);
  }
  const differs = files.filter(({ path, text }) => there.has(path) && there.get(path) !== text);
  const inTheWay = [
    ...differs.filter(({ whenThere }) => whenThere === "refuse").map(({ path }) => path),
    ...(await otherEnvironments(files, outside)),
  ];
  if (inTheWay.length > 0) throw exists(inTheWay);
  const written: string[] = [];
  const missing = files.filter(({ path }) => !there.has(path));
  for (const { path, text } of missing) {
    await outside.write(path, text);
    written.push(path);
  }
  const unchanged = files.filter(({ path, text }) => there.get(path) === text).map(({ path }) => path);
  return { written, unchanged, left: differs };
}

/** A folder with environments is a project already: more of them would not fit what is there. */
async function otherEnvironments(files: readonly ScaffoldFile[], outside: Files): Promise<readonly string[]> {
  const own = new Set(files.map(({ path }) => path));
  const names = await outside.list("environments");
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `environments/${name}`)
    .filter((path) => !own.has(path));
}

function exists(paths: readonly string[]): AddonsError {
  const problems = paths.map((file): Problem => ({
    code: "INIT-FILES-EXIST",
    severity: "error",
    message: "is there already",
    at: { file, line: 1, column: 1 },
  }));
  const what = paths.length === 1 ? "a file is" : `${paths.length} files are`;
  return new AddonsError("INIT-FILES-EXIST", `${what} in the way; nothing was written`, {
    kind: "refused",
    hint: "start in another folder: addons init FOLDER",
    problems,
  });
}
