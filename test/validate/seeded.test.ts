/** One project full of mistakes, one run of the built command line: each is told, once, at its place, with the hint that mends it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Problem } from "../../src/support/problem.ts";
import { helmBinaries } from "../cluster/plane.ts";
import { MISTAKES, type Mistake } from "./seeded-mistakes.ts";

const SEEDED = join(import.meta.dirname, "seeded");
let folder = "";
let problems: readonly Problem[] = [];
let exit: number | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-seeded-"));
  const dist = join(folder, "dist");
  const build = spawnSync(process.execPath, [join(import.meta.dirname, "../../scripts/build.ts"), dist]);
  if (build.status !== 0) throw new Error(String(build.stderr));
  const project = join(folder, "project");
  cpSync(SEEDED, project, { recursive: true });
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, ADDONS_HELM: helmBinaries().helm4 };
  const args = [join(dist, "main.js"), "validate", "-o", "json", "--chdir", project];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: folder, env });
  exit = status;
  if (stdout === "") throw new Error(stderr);
  ({ problems } = JSON.parse(stdout) as { readonly problems: readonly Problem[] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("at least thirty mistakes of at least thirty kinds", () => {
  expect(MISTAKES.length).toBeGreaterThanOrEqual(50);
  expect(new Set(MISTAKES.map(({ code }) => code)).size).toBeGreaterThanOrEqual(30);
});

test("tells each mistake once, at its place, and nothing else that has a place", () => {
  const told = problems.filter(({ at }) => at !== undefined).map((problem) => `${where(problem)} ${what(problem)}`);
  expect(told.toSorted()).toEqual(MISTAKES.map((mistake) => `${placeOf(mistake)} ${what(mistake)}`).sort());
  expect(exit).toBe(64);
});

test.each(MISTAKES)("$code at $place: the hint mends it", (mistake) => {
  const place = placeOf(mistake);
  const found = problems.find((problem) => where(problem) === place && problem.code === mistake.code);
  expect(found?.hint ?? "").toContain(mistake.hint);
});

function where({ at }: Problem): string {
  return `${at?.file}:${at?.line}:${at?.column}`;
}

function what({ severity, code }: { readonly severity: string; readonly code: string }): string {
  return `${severity} ${code}`;
}

/** Found in the file itself, not in what was told. */
function placeOf({ file, place }: Mistake): string {
  const text = readFileSync(join(SEEDED, file), "utf8");
  const [before = ""] = place.split("^");
  const wanted = place.replace("^", "");
  const start = text.indexOf(wanted);
  if (start < 0 || text.includes(wanted, start + 1)) throw new Error(`${file} has ${wanted} not once`);
  const above = text.slice(0, start + before.length).split("\n");
  return `${file}:${above.length}:${(above.at(-1) ?? "").length + 1}`;
}
