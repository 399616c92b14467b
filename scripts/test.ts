/**
 * `npm test`: every test, those against the real control plane included.
 * 1. Prepares the real programs (tools/): found, cached, or built. Without them cluster tests fail in CI and are skipped,
 *    counted, elsewhere.
 * 2. Runs vitest, in a network namespace of its own (loopback only) where root may make one. Arguments go to vitest.
 * 3. Ends with vitest's summary and one line for machines, see run-vitest.ts.
 */
import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { createPrograms } from "../src/outside/programs/create-programs.ts";
import { PROGRAM_SOURCES } from "../src/outside/programs/program-sources.ts";
import { AddonsError } from "../src/support/addons-error.ts";

const root = dirname(import.meta.dirname);
const inCi = (process.env["CI"] ?? "") !== "";

if (!(await preparePrograms()) && inCi) {
  console.error("In CI every test has to run: nothing was tested.");
  process.exit(1);
}
process.exit(await runVitest(process.argv.slice(2)));

async function preparePrograms(): Promise<boolean> {
  const names = PROGRAM_SOURCES.flatMap(({ programs }) => programs.map(({ name }) => name));
  try {
    await createPrograms({ env: process.env }).paths(names, (message) => console.error(message));
    return true;
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    console.error(`\n${error.code}: ${error.message}\n${error.hint ?? ""}\n`);
    if (!inCi) console.error("SKIPPED: all tests that need the real control plane or the real helm.\n");
    return false;
  }
}

async function runVitest(args: readonly string[]): Promise<number> {
  const ended = await run([...namespace(), process.execPath, join(import.meta.dirname, "run-vitest.ts"), ...args]);
  if (ended.signal === null) return ended.code ?? 1;
  console.log(`vitest was ended by ${ended.signal}\n0 passed, 1 failed`);
  return 128 + constants.signals[ended.signal];
}

/** Words in front of a command that put it into a network namespace where only loopback is; none where that cannot be. */
function namespace(): readonly string[] {
  const words = ["unshare", "--net", "--", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
  const mayTry = process.platform === "linux" && process.getuid?.() === 0;
  return mayTry && spawnSync(words[0] ?? "", [...words.slice(1), "true"]).status === 0 ? words : [];
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function run([file = "", ...args]: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: "inherit" });
    const passOn = (signal: NodeJS.Signals): void => {
      // A terminal has sent Ctrl-C to vitest as well.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, passOn);
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });
}
