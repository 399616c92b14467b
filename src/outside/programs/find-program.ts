import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { readRecipe, type BuildRecipe } from "./build-recipe.ts";
import { sourceOf } from "./program-sources.ts";
import type { ProgramName } from "./programs.ts";

/**
 * Finding a program without starting one. In this order:
 * 1. `ADDONS_PROGRAMS`: a folder that the user names, holding the programs by their names;
 * 2. `KUBEBUILDER_ASSETS`: the same, as controller-runtime's envtest uses it;
 *    (a folder counts for programs that belong together only when it has all of them: Kubernetes is not mixed from two releases)
 * 3. the cache: `ADDONS_PROGRAMS_CACHE`, else `$XDG_CACHE_HOME/addons/programs`, else `~/.cache/addons/programs`.
 */
export function findProgram(name: ProgramName, where: ProgramPlaces): string | undefined {
  const folder = [where.env["ADDONS_PROGRAMS"], where.env["KUBEBUILDER_ASSETS"]]
    .filter((named) => named !== undefined && named !== "")
    .find((named) => holdsAll(named ?? "", name));
  return folder === undefined ? findCached(name, where) : join(folder, name);
}

export interface ProgramPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the tools/ folder. */
  readonly toolsFolder: string;
}

export function programsCache(env: ProgramPlaces["env"]): string {
  const own = env["ADDONS_PROGRAMS_CACHE"];
  if (own !== undefined && isAbsolute(own)) return own;
  const cache = env["XDG_CACHE_HOME"];
  return join(cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), ".cache"), "addons", "programs");
}

/** `CACHE/kubernetes-v1.37.1-DIGEST/go1.26.8`: one folder per recipe and Go. */
export function cacheEntry(recipe: BuildRecipe, env: ProgramPlaces["env"], goVersion: string): string {
  return join(recipeFolder(recipe, env), goVersion);
}

/** Written into an entry when it is complete. */
export const ENTRY_FILE = "entry.json";
export interface EntryFile {
  readonly version: string;
  /** Bytes, by program. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** The program in a complete and undamaged entry: a power cut may leave empty or short files behind. */
export function findInEntry(entry: string, name: ProgramName): string | undefined {
  const path = join(entry, name);
  try {
    const { sizes } = JSON.parse(readFileSync(join(entry, ENTRY_FILE), "utf8")) as EntryFile;
    return sizes[name] === statSync(path).size && isExecutable(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The `go` on PATH; its version is known when GOROOT/VERSION lies where it does in every Go distribution. */
export interface FoundGo {
  readonly path: string;
  /** `go1.26.8`; undefined when `go` is a wrapper (a version manager's shim). */
  readonly version: string | undefined;
}

export function findGo(env: ProgramPlaces["env"]): FoundGo | undefined {
  const path = (env["PATH"] ?? "")
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, "go"))
    .find(isExecutable);
  if (path === undefined) return undefined;
  try {
    const versionFile = join(dirname(dirname(realpathSync(path))), "VERSION");
    const version = /^go\d\S*/.exec(readFileSync(versionFile, "utf8"))?.[0];
    return { path, version };
  } catch {
    return { path, version: undefined };
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function holdsAll(folder: string, name: ProgramName): boolean {
  return sourceOf(name).programs.every((program) => isExecutable(join(folder, program.name)));
}

// The Go at hand decides which entry counts. Without one (or with one that hides its version) any entry of the recipe does:
// what a program does depends on go.mod, go.sum and flags; Go's own version must not make a built program unreachable.
function findCached(name: ProgramName, where: ProgramPlaces): string | undefined {
  const recipe = readRecipe(where.toolsFolder, sourceOf(name));
  const version = findGo(where.env)?.version;
  if (version !== undefined) return findInEntry(cacheEntry(recipe, where.env, version), name);
  const folder = recipeFolder(recipe, where.env);
  return goVersionsIn(folder)
    .map((entry) => findInEntry(join(folder, entry), name))
    .find((path) => path !== undefined);
}

function recipeFolder(recipe: BuildRecipe, env: ProgramPlaces["env"]): string {
  return join(programsCache(env), `${recipe.source.tool}-${recipe.version}-${recipe.digest}`);
}

function goVersionsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((entry) => entry.startsWith("go"))
      .sort((left, right) => right.localeCompare(left, "en", { numeric: true }));
  } catch {
    return [];
  }
}
