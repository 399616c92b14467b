import { buildSource } from "./build-source.ts";
import { readRecipe } from "./build-recipe.ts";
import { findProgram, type ProgramPlaces } from "./find-program.ts";
import { PROGRAM_SOURCES } from "./program-sources.ts";
import type { ProgramName, Programs } from "./programs.ts";
import { toolsFolder } from "./tools-folder.ts";

export interface ProgramsOptions {
  readonly env: ProgramPlaces["env"];
  /** Default: the project's own. */
  readonly toolsFolder?: string;
}

/** Programs that are found cost no process and no lock; only a missing one asks for Go. */
export function createPrograms(options: ProgramsOptions): Programs {
  const places = { env: options.env, toolsFolder: options.toolsFolder ?? toolsFolder() };
  const programs: Programs = {
    path: async (name, progress) => (await programs.paths([name], progress))[name],
    paths: async (names, progress) => await allPaths(places, names, progress),
  };
  return programs;
}

async function allPaths<Name extends ProgramName>(
  places: ProgramPlaces,
  names: readonly Name[],
  progress: (message: string) => void,
): Promise<Readonly<Record<Name, string>>> {
  const found = new Map<Name, string>();
  const missing = names.filter((name) => {
    const path = findProgram(name, places);
    if (path !== undefined) found.set(name, path);
    return path === undefined;
  });
  const sources = PROGRAM_SOURCES.filter(({ programs }) =>
    missing.some((name) => programs.some((it) => it.name === name)),
  );
  for (const [index, source] of sources.entries()) {
    const recipe = readRecipe(places.toolsFolder, source);
    const built = await buildSource({ recipe, env: places.env, number: index + 1, of: sources.length }, progress);
    for (const name of missing) {
      const path = built.get(name);
      if (path !== undefined) found.set(name, path);
    }
  }
  return Object.fromEntries(found) as Record<Name, string>;
}
