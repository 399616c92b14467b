import { mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { withLockFile } from "../process/lock-file.ts";
import type { BuildRecipe } from "./build-recipe.ts";
import { checkVersion } from "./check-version.ts";
import { cacheEntry, ENTRY_FILE, findInEntry, programsCache, type EntryFile } from "./find-program.ts";
import { goBuild, type BuildRequest } from "./go-build.ts";
import { needGo } from "./need-go.ts";
import type { ProgramName } from "./programs.ts";

/**
 * Builds one source into the cache and returns the paths of its programs. One build at a time per cache (a lock file with a
 * living owner); a build that was cut short leaves a folder that the next one removes, never a program that is found.
 */
export async function buildSource(
  request: BuildRequest,
  progress: (message: string) => void,
): Promise<ReadonlyMap<ProgramName, string>> {
  const { recipe, env } = request;
  const go = await needGo(recipe, env);
  const entry = cacheEntry(recipe, env, go.version);
  const cache = programsCache(env);
  await mkdir(cache, { recursive: true, mode: 0o755 });
  const lock = {
    path: join(cache, "build.lock"),
    timeoutMs: LOCK_TIMEOUT_MS,
    waiting: () => progress(`waiting for another process that builds ${recipe.source.tool} or a like`),
    timedOut: ({ pid }: { readonly pid: number }) => busy(pid),
  };
  return await withLockFile(lock, async () => {
    const ready = pathsIn(entry, recipe);
    if (ready !== undefined) return ready;
    await removeLeftovers(cache);
    const workspace = await mkdtemp(join(cache, WORKSPACE_PREFIX));
    try {
      const made = await goBuild({ ...request, go, workspace }, progress);
      for (const program of recipe.source.programs) await checkVersion(recipe, join(made, program.name));
      await publish(made, entry, recipe);
    } finally {
      await rm(workspace, { recursive: true, force: true });
    }
    const built = pathsIn(entry, recipe);
    if (built === undefined) throw new Error(`${entry} does not hold what was just built`);
    return built;
  });
}

const WORKSPACE_PREFIX = ".building-";
/** Longer than any build takes: a computer that is slower than this has other troubles. */
const LOCK_TIMEOUT_MS = 90 * 60_000;

function busy(pid: number): AddonsError {
  return new AddonsError("PROGRAM-BUILD-BUSY", `Process ${pid} has been building programs for 90 minutes`, {
    kind: "failed",
    hint: `see what it does: ps -p ${pid}; then try again`,
  });
}

function pathsIn(entry: string, recipe: BuildRecipe): ReadonlyMap<ProgramName, string> | undefined {
  const found = new Map<ProgramName, string>();
  for (const { name } of recipe.source.programs) {
    const path = findInEntry(entry, name);
    if (path === undefined) return undefined;
    found.set(name, path);
  }
  return found;
}

async function removeLeftovers(cache: string): Promise<void> {
  const left = (await readdir(cache)).filter((name) => name.startsWith(WORKSPACE_PREFIX));
  await Promise.all(left.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}

/** The entry appears as a whole, with the sizes by which a damaged one is recognised. */
async function publish(made: string, entry: string, recipe: BuildRecipe): Promise<void> {
  const sizes: Record<string, number> = {};
  for (const { name } of recipe.source.programs) {
    const path = join(made, name);
    sizes[name] = (await stat(path)).size;
    const file = await open(path, "r");
    await file.sync();
    await file.close();
  }
  const content: EntryFile = { version: recipe.version, sizes };
  await writeFile(join(made, ENTRY_FILE), JSON.stringify(content, null, 2));
  await mkdir(join(entry, ".."), { recursive: true });
  // A damaged entry, if there is one.
  await rm(entry, { recursive: true, force: true });
  await rename(made, entry);
}
