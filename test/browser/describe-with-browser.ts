import { describe } from "vitest";

/** A `describe` whose tests need the browser, which its package brings for Linux on x64: elsewhere they are skipped, counted, but fail in CI. */
export function describeWithBrowser(name: string, tests: () => void): void {
  const here = `${process.platform} ${process.arch}`;
  const missing = here !== "linux x64";
  const what = `there is no browser for ${here}: @sparticuz/chromium brings one for linux x64`;
  if (missing && (process.env["CI"] ?? "") !== "") throw new Error(`${name}: ${what}`);
  if (missing) process.stderr.write(`SKIPPED ${name}: ${what}\n`);
  suite.skipIf(missing)(name, tests);
}

// The linter takes a call of `describe` for a suite of this file.
const suite = describe;
