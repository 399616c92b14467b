// `up` of one playground in a process of its own: SCOPE NAME.
import { createPlaygrounds } from "../../../../src/outside/playground/create-playgrounds.ts";
import { createPrograms } from "../../../../src/outside/programs/create-programs.ts";

const [, , scope = "", name = ""] = process.argv;
const playgrounds = createPlaygrounds({ programs: createPrograms({ env: process.env }), scope, plane: { nodes: 1 } });
process.stdout.write(`${JSON.stringify(await playgrounds.up(name, () => {}))}\n`);
