/**
 * `npm test`: every test, those against the real control plane included.
 * 1. Prepares the real programs (tools/): found, cached, or built. Without them cluster tests fail in CI and are skipped,
 *    counted, elsewhere.
 * 2. Runs vitest, in a network namespace of its own (loopback only) where root may make one. Arguments go to vitest.
 * 3. Ends with vitest's summary and one line for machines: `N passed, N failed` and, when there are any, `, N skipped`.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
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
  const folder = mkdtempSync(join(tmpdir(), "addons-test-"));
  const report = join(folder, "report.json");
  try {
    const vitest = [process.execPath, join(root, "node_modules/vitest/vitest.mjs"), "run"];
    // The order counts: the default reporter's summary is to come last.
    const reporters = ["--reporter=json", `--outputFile.json=${report}`, "--reporter=default"];
    const code = await run([...namespace(), ...vitest, ...reporters, ...args]);
    console.log(counts(report, code));
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Words in front of a command that put it into a network namespace where only loopback is; none where that cannot be. */
function namespace(): readonly string[] {
  const words = ["unshare", "--net", "--", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
  const mayTry = process.platform === "linux" && process.getuid?.() === 0;
  return mayTry && spawnSync(words[0] ?? "", [...words.slice(1), "true"]).status === 0 ? words : [];
}

function run([file = "", ...args]: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: "inherit" });
    const passOn = (signal: NodeJS.Signals): void => {
      // A terminal has sent Ctrl-C to vitest as well.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, passOn);
    child.on("error", () => resolve(1));
    child.on("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  });
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

function counts(reportFile: string, code: number): string {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(reportFile, "utf8")) as Report;
  } catch {
    return `vitest ended with ${code} and left no report\n0 passed, 1 failed`;
  }
  // A file that cannot be loaded, or whose setup fails, has no failed test to count.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  // An error outside of any test fails the run, too.
  const outside = failed === 0 && code !== 0 ? 1 : 0;
  return `${report.numPassedTests} passed, ${failed + outside} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
