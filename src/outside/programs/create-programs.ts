import { AddonsError } from "../../support/addons-error.ts";
import { findProgram, type ProgramPlaces } from "./find-program.ts";
import type { Programs } from "./programs.ts";
import { toolsFolder } from "./tools-folder.ts";

export interface ProgramsOptions {
  readonly env: ProgramPlaces["env"];
  /** Default: the project's own. */
  readonly toolsFolder?: string;
}

export function createPrograms(options: ProgramsOptions): Programs {
  const places = { env: options.env, toolsFolder: options.toolsFolder ?? toolsFolder() };
  return {
    path: async (name) => {
      const found = findProgram(name, places);
      if (found !== undefined) return found;
      throw new AddonsError("PROGRAM-MISSING", `${name} is missing`, { kind: "failed", hint: "npm test" });
    },
  };
}
