// Starts a plane as its owner, prints who it is, and waits to be ended.
import { startOwnPlane } from "../../../../src/outside/playground/own-plane.ts";
import { createPrograms } from "../../../../src/outside/programs/create-programs.ts";

const { pid, folder } = await startOwnPlane({ programs: createPrograms({ env: process.env }) });
process.stdout.write(`${JSON.stringify({ pid, folder })}\n`);
setInterval(() => {}, 60_000);
