import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

// A gate that never fails is no gate: each rule of the house is broken on purpose, and must be seen.

const ROOT = resolve(import.meta.dirname, "../..");
const CONFIGURATION = [".oxlintrc.json", ".oxfmtrc.json", "tsconfig.json", "knip.json", "package.json", "scripts/lint"];

interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly code: string;
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

const PLANTED: readonly Planted[] = [
  {
    rule: "no-restricted-imports",
    file: "src/lock/reads-a-file.ts",
    code: `export { readFile } from "node:fs/promises";`,
  },
  { rule: "no-restricted-imports", file: "src/drift/opens-a-socket.ts", code: `export { connect } from "node:net";` },
  { rule: "no-restricted-imports", file: "src/sync/starts-a-program.ts", code: `export { execa } from "execa";` },
  {
    rule: "no-restricted-imports",
    file: "src/outside/helm/starts.ts",
    code: `export { spawn } from "node:child_process";`,
  },
  {
    rule: "no-restricted-imports",
    file: "src/lock/looks-right.ts",
    code: `export { aPlan } from "../plan/a-plan.ts";`,
  },
  {
    rule: "no-restricted-imports",
    file: "src/plan/goes-out.ts",
    code: `export { aClock } from "../outside/system/a-clock.ts";`,
  },
  {
    rule: "no-restricted-imports",
    file: "src/plan/reports.ts",
    code: `export { aReport } from "../report/a-report.ts";`,
  },
  { rule: "no-restricted-imports", file: "src/support/knows.ts", code: `export { aPlan } from "../plan/a-plan.ts";` },
  {
    rule: "no-restricted-imports",
    file: "src/outside/system/decides.ts",
    code: `export { aPlan } from "../../plan/a-plan.ts";`,
  },
  {
    rule: "no-restricted-imports",
    file: "src/report/acts.ts",
    code: `export { aClock } from "../outside/system/a-clock.ts";`,
  },
  { rule: "no-restricted-imports", file: "src/report/commands.ts", code: `export { aVerb } from "../cli/a-verb.ts";` },
  { rule: "no-restricted-globals", file: "src/plan/reads-the-clock.ts", code: `export const now = Date.now();` },
  {
    rule: "no-restricted-globals",
    file: "src/plan/reads-the-environment.ts",
    code: `export const home = process.env["HOME"];`,
  },
  {
    rule: "no-restricted-globals",
    file: "src/readiness/fetches.ts",
    code: `export const answer = fetch("http://127.0.0.1");`,
  },
  { rule: "no-console", file: "src/cli/prints.ts", code: `console.log("done");` },
  {
    rule: "no-cycle",
    file: "src/graph/egg.ts",
    code: `import { hen } from "./hen.ts";\nexport const egg = (): unknown => hen;`,
  },
  {
    rule: "no-positional-boolean",
    file: "src/plan/flag.ts",
    code: `export const run = (name: string, force: boolean): unknown => [name, force];`,
  },
  { rule: "no-explicit-any", file: "src/plan/any.ts", code: `export const run = (name: any): unknown => name;` },
  {
    rule: "max-params",
    file: "src/plan/params.ts",
    code: `export const run = (a: 1, b: 2, c: 3, d: 4): unknown => [a, b, c, d];`,
  },
  {
    rule: "max-lines",
    file: "src/plan/long-file.ts",
    code: lines(260, (index) => `export const value${index} = ${index};`),
  },
  {
    rule: "max-lines-per-function",
    file: "src/plan/long-function.ts",
    code: `export function long(out: number[]): void {\n${lines(60, (index) => `  out.push(${index});`)}\n}`,
  },
  {
    rule: "complexity",
    file: "src/plan/tangled.ts",
    code: `export function tangled(n: number): number {\n${lines(14, (index) => `  if (n === ${index}) return ${index * 7};`)}\n  return n;\n}`,
  },
  {
    rule: "max-depth",
    file: "src/plan/deep.ts",
    code: `export function deep(n: number): number {\n if (n > 1) { if (n > 2) { if (n > 3) { if (n > 4) { return 5; } } } }\n return n;\n}`,
  },
  {
    rule: "no-floating-promises",
    file: "src/plan/floats.ts",
    code: `const run = async (): Promise<void> => {};\nexport function start(): void {\n  run();\n}`,
  },
  {
    rule: "switch-exhaustiveness-check",
    file: "src/plan/forgets.ts",
    code: `export function word(op: "a" | "b"): string {\n  switch (op) {\n    case "a":\n      return "first";\n  }\n  return "";\n}`,
  },
  { rule: "no-default-export", file: "src/plan/default.ts", code: `export default 1;` },
  { rule: "filename-case", file: "src/plan/camelCase.ts", code: `export const named = 1;` },
  {
    rule: "no-restricted-properties",
    file: "test/plan/mocks.test.ts",
    code: `import { vi } from "vitest";\nvi.mock("../../src/plan/a-plan.ts");`,
  },
  {
    rule: "no-focused-tests",
    file: "test/plan/only.test.ts",
    code: `import { expect, test } from "vitest";\ntest.only("one", () => expect(1).toBe(1));`,
  },
  {
    rule: "no-disabled-tests",
    file: "test/plan/skip.test.ts",
    code: `import { expect, test } from "vitest";\ntest.skip("one", () => expect(1).toBe(1));`,
  },
];

const NEIGHBOURS: Readonly<Record<string, string>> = {
  "src/plan/a-plan.ts": "export const aPlan = 1;\n",
  "src/report/a-report.ts": "export const aReport = 1;\n",
  "src/outside/system/a-clock.ts": "export const aClock = 1;\n",
  "src/cli/a-verb.ts": "export const aVerb = 1;\n",
  "src/graph/hen.ts": `import { egg } from "./egg.ts";\n\nexport const hen = (): unknown => egg;\n`,
};

let folder = "";
let lint = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-guards-"));
  for (const path of CONFIGURATION) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [file, code] of Object.entries(NEIGHBOURS)) write(file, code);
  for (const { file, code } of PLANTED) write(file, `${code}\n`);
  lint = run("oxlint", ["-f", "unix"]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(PLANTED)("the linter sees $rule in $file", ({ rule, file }) => {
  const found = lint.split("\n").filter((line) => line.startsWith(`${file}:`));

  expect(found.join("\n")).toContain(`(${rule})]`);
});

test("the linter lets the neighbours of the planted files pass", () => {
  const clean = lint.split("\n").filter((line) => /^src\/(plan\/a-plan|outside\/system\/a-clock)\.ts/.test(line));

  expect(clean).toEqual([]);
});

test("the type check sees an index that may be absent", () => {
  write("src/plan/index-access.ts", `export const first = (list: readonly string[]): string => list[0];\n`);

  expect(run("tsc", ["-p", "."])).toContain("src/plan/index-access.ts(1,");
});

test("the formatter sees a crooked file", () => {
  write("src/plan/crooked.ts", `export   const crooked={a:1}\n`);

  expect(run("oxfmt", ["--check", "src/plan"])).toContain("crooked.ts");
});

test("the unused-code check sees an export that nobody imports", () => {
  expect(run("knip", ["--include", "files,exports"])).toContain("src/plan/a-plan.ts");
});

function write(file: string, code: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(join(ROOT, "node_modules/.bin", program), args, {
      cwd: folder,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}
