import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

let empty: string;
beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), "addons-npm-test-"));
});
afterEach(() => rmSync(empty, { recursive: true }));

/** `npm test` of two files on a computer without Go and without built programs. */
async function withoutGo(env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = join(import.meta.dirname, "../../scripts/test.ts");
  const args = [script, "test/cluster/registry.test.ts", "test/outside/playground/der.test.ts"];
  return await new Promise((resolve) => {
    const options = { env: { PATH: empty, HOME: empty, NO_COLOR: "1", ADDONS_PROGRAMS_CACHE: empty, ...env } };
    const child = execFile(process.execPath, args, options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

it("skips what needs the real programs, loudly and counted", async () => {
  const { code, stdout, stderr } = await withoutGo({});
  expect(code).toBe(0);
  expect(stderr).toContain("PROGRAM-NO-GO");
  expect(stderr).toContain("SKIPPED: all tests that need the real control plane or the real helm.");
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^\d+ passed, 0 failed, 1 skipped$/);
});

it("fails in CI and tests nothing", async () => {
  const { code, stdout, stderr } = await withoutGo({ CI: "true" });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("PROGRAM-NO-GO");
});
