import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
/** Rooms, drawing and packages: what nobody needs who asks for help. */
const HEAVY =
  /\/node_modules\/|\/src\/(?:codes|values|chart|rendered|check|compare|editor|scaffold|manifest|lock|graph|desired|release|readiness|drift|plan|sync|status|outside|cli\/(?:verbs|clusters|project))\//;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-start-up-"));
  // Records the address of every module that is loaded, and writes the list at the end.
  writeFileSync(
    join(folder, "record.mjs"),
    `import { registerHooks } from "node:module";
import { writeFileSync } from "node:fs";
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
process.on("exit", () => writeFileSync(process.env.LOADED, loaded.join("\\n")));
`,
  );
  const built = spawnSync(process.execPath, [join(ROOT, "scripts/build.ts"), join(folder, "dist")], {
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(built.stderr);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function modulesOf(main: string, args: readonly string[]): readonly string[] {
  const list = join(folder, "loaded.txt");
  const record = join(folder, "record.mjs");
  const result = spawnSync(process.execPath, ["--import", record, main, ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", LOADED: list },
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return readFileSync(list, "utf8")
    .split("\n")
    .filter((url) => url.startsWith("file:"));
}

describe.each([[["--version"]], [["--help"]], [["help", "sync"]], [["drift", "--help"]]])("addons %j", (args) => {
  it("loads no room, no verb and no package from the sources", () => {
    const loaded = modulesOf(join(ROOT, "src/cli/main.ts"), args);

    expect(loaded.some((url) => url.endsWith("/src/cli/run-command-line.ts"))).toBe(true);
    expect(loaded.filter((url) => HEAVY.test(url))).toEqual([]);
  });

  it("loads nothing of them from the bundle either", () => {
    const loaded = modulesOf(join(folder, "dist/main.js"), args).filter((url) => url.includes("/dist/"));
    const text = loaded.map((url) => readFileSync(new URL(url), "utf8")).join("\n");

    expect(loaded.map((url) => basename(url))).toContain("main.js");
    // esbuild names the file that each part of a chunk comes from.
    const parts = [...text.matchAll(/^\s*\/\/ ((?:src|node_modules)\/\S+)$/gm)].map((match) => `/${match[1]}`);
    expect(parts).toContain("/src/cli/arguments/help.ts");
    expect(parts.filter((part) => HEAVY.test(part))).toEqual([]);
  });
});

it("validate loads the catalogue of codes and a format for programs only when asked for", () => {
  const main = join(ROOT, "src/cli/main.ts");
  const args = ["validate", "--charts", "skip", "--chdir", ROOT];
  const extra = (urls: readonly string[]): readonly string[] =>
    urls
      .filter((url) => /\/src\/codes\/|\/problems-(?:sarif|junit|github|markdown)\.ts$/.test(url))
      .map((url) => basename(url));

  expect(extra(modulesOf(main, args))).toEqual([]);
  expect(extra(modulesOf(main, [...args, "-o", "junit"]))).toEqual(["problems-junit.ts"]);
  expect(extra(modulesOf(main, [...args, "-o", "sarif"]))).toContain("code-explanations.ts");
});
