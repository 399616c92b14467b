// Gets one program in a process of its own and prints its path: TOOLS_FOLDER NAME.
import { createPrograms } from "../../../../src/outside/programs/create-programs.ts";
import type { ProgramName } from "../../../../src/outside/programs/programs.ts";

const [, , toolsFolder = "", name = ""] = process.argv;
const programs = createPrograms({ env: process.env, toolsFolder });
process.stdout.write(`${await programs.path(name as ProgramName, () => {})}\n`);
