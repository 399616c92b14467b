import { posix } from "node:path";
import type { Files } from "../outside/files/files.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";
import type { ScaffoldFile } from "./scaffold-file.ts";

/** The same folder twice when the project is in no repository, or is all of it. */
export interface ProjectFolders {
  readonly project: Files;
  readonly repository: Files;
  /** From the project to the repository, such as `../..`; empty when they are the same. */
  readonly up: string;
}

export interface WrittenProject {
  /** Paths from the project folder, in the order given. */
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
export async function writeProject(files: readonly ScaffoldFile[], folders: ProjectFolders): Promise<WrittenProject> {
  const there = new Map<ScaffoldFile, string>();
  for (const file of files) {
    const text = await folders[file.into].readIfExists(file.path);
    if (text !== undefined) there.set(file, text);
  }
  const shown = ({ into, path }: ScaffoldFile): string => (into === "project" ? path : posix.join(folders.up, path));
  const differs = files.filter((file) => there.has(file) && there.get(file) !== file.text);
  const refused = differs.filter(({ whenThere }) => whenThere === "refuse");
  const others = await otherEnvironments(files, folders.project);
  const inTheWay = [...refused.map(shown), ...others];
  const isOnlyCi = others.length === 0 && refused.every(({ into }) => into === "repository");
  if (inTheWay.length > 0) throw exists(inTheWay, isOnlyCi ? "addons init --ci none leaves it out" : ELSEWHERE);
  const written: string[] = [];
  const missing = files.filter((file) => !there.has(file));
  for (const file of missing) {
    await folders[file.into].write(file.path, file.text);
    written.push(shown(file));
  }
  const unchanged = files.filter((file) => there.get(file) === file.text).map(shown);
  return { written, unchanged, left: differs.map((file) => ({ ...file, path: shown(file) })) };
}

/** A folder with environments is a project already: more of them would not fit what is there. */
async function otherEnvironments(files: readonly ScaffoldFile[], project: Files): Promise<readonly string[]> {
  const own = new Set(files.map(({ path }) => path));
  const names = await project.list("environments");
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `environments/${name}`)
    .filter((path) => !own.has(path));
}

const ELSEWHERE = "start in another folder: addons init FOLDER";

function exists(paths: readonly string[], hint: string): AddonsError {
  const problems = paths.map((file): Problem => ({
    code: "INIT-FILES-EXIST",
    severity: "error",
    message: "is there already",
    at: { file, line: 1, column: 1 },
  }));
  const what = paths.length === 1 ? "a file is" : `${paths.length} files are`;
  return new AddonsError("INIT-FILES-EXIST", `${what} in the way; nothing was written`, {
    kind: "refused",
    hint,
    problems,
  });
}
