/**
 * Runs vitest with the given arguments and ends, after its summary, with one line for machines:
 * `N passed, N failed` and, when there are any, `, N skipped`.
 */
import { parseCLI, startVitest, type Reporter, type TestModule } from "vitest/node";

const counts = { passed: 0, failed: 0, skipped: 0 };
const counter: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    Object.assign(counts, { passed: 0, failed: unhandledErrors.length, skipped: 0 });
    modules.forEach(count);
  },
};

const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const vitest = await startVitest("test", filter, { ...options, run: true, reporters: ["default", counter] });
await vitest.close();
// A run that fails for another reason than a test (no test file, a crashed worker) is not to look like a success.
if (process.exitCode !== undefined && process.exitCode !== 0 && counts.failed === 0) counts.failed = 1;
const { passed, failed, skipped } = counts;
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
process.exit(failed === 0 ? 0 : 1);

function count(module: TestModule): void {
  let failed = 0;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === "passed") counts.passed++;
    if (state === "failed") failed++;
    // Pending: never reached, because the run was cut short.
    if (state === "skipped" || state === "pending") counts.skipped++;
  }
  // A file that cannot be loaded, or whose set-up fails, has no failed test to count.
  if (failed === 0 && !module.ok()) failed = 1;
  counts.failed += failed;
}
