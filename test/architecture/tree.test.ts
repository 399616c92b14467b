import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

// The tree itself passes every gate that guards.test.ts proves to bite.

const ROOT = resolve(import.meta.dirname, "../..");

test.each([
  ["type check", "tsc", ["-p", "."]],
  ["linter", "oxlint", ["--deny-warnings"]],
  ["formatter", "oxfmt", ["--check", "src", "test", "scripts", "bench"]],
  ["unused-code check", "knip", []],
] as const)("the tree passes the %s", (_name, program, args) => {
  expect(complaintsOf(program, args)).toBe("");
});

test("the linter really read the tree", () => {
  const files = execFileSync("git", ["ls-files", "src/*.ts"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  const summary = execFileSync(join(ROOT, "node_modules/.bin/oxlint"), ["src"], { cwd: ROOT, encoding: "utf8" });

  const read = Number(/on (\d+) files/.exec(summary)?.[1]);
  expect(read).toBeGreaterThanOrEqual(files.length);
});

function complaintsOf(program: string, args: readonly string[]): string {
  try {
    execFileSync(join(ROOT, "node_modules/.bin", program), args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr || String(error);
  }
}
