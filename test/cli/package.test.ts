import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../../src/cli/version.ts";
import { projectFolder, SMALL_PROJECT } from "./project-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
let folder: string;

/** The package as it lands on another computer: packed files only, and nothing to look up in node_modules. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-package-"));
  run(process.execPath, [join(ROOT, "scripts/build.ts"), join(folder, "package/dist")], ROOT);
  const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly files: readonly string[];
  };
  const globs = files.filter((file) => file !== "dist").join(" ");
  run("bash", ["-c", `tar -c package.json ${globs} | tar -x -C "${folder}/package"`], ROOT);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(file: string, args: readonly string[], cwd: string) {
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder };
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: "utf8", cwd, env });
  if (status !== 0) throw new Error(`${file} ${args.join(" ")}: ${stderr}`);
  return { stdout, stderr };
}

describe("the package", () => {
  it("is started by its name in package.json", () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      readonly bin: { readonly addons: string };
    };

    expect(run(join(folder, "package", bin.addons), ["--version"], folder).stdout).toBe(`${version}\n`);
  });

  it.each([
    [["validate"], "valid"],
    [["lock"], "2 changes"],
    [["graph", "-o", "mermaid"], "flowchart LR"],
    [["playground", "status"], "not running"],
  ])("does %j without the sources and without node_modules", (args, text) => {
    expect(run(join(folder, "package/dist/main.js"), args, projectFolder(SMALL_PROJECT)).stdout).toContain(text);
  });

  it("has its own programs, their data and the recipes of the real programs beside it", () => {
    const present = [
      "dist/reaper-main.js",
      "dist/supervise-plane.js",
      "dist/stages",
      "tools/kubernetes/go.sum",
      "schemas/plan.schema.json",
    ];

    for (const path of present) run("test", ["-e", join(folder, "package", path)], folder);
    expect(run("bash", ["-c", `grep -rlF '${ROOT}' package/dist | wc -l`], folder).stdout.trim()).toBe("0");
  });
});
