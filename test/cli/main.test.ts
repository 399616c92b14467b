import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { version } from "../../src/cli/version.ts";
import { projectFolder, SMALL_PROJECT } from "./project-folder.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

function run(args: readonly string[], options: { readonly cwd?: string; readonly env?: Record<string, string> } = {}) {
  const env = { PATH: process.env["PATH"] ?? "", ...options.env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
    env,
    cwd: options.cwd,
  });
  return { status, stdout, stderr };
}

describe("the process", () => {
  it("says its version and ends with 0", () => {
    expect(run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("needs neither HOME nor a terminal", () => {
    const root = projectFolder(SMALL_PROJECT);

    expect(run(["lock"], { cwd: root })).toMatchObject({ status: 0, stderr: "" });
    expect(run(["lock", "--check"], { cwd: root })).toMatchObject({ status: 0, stderr: "" });
  });

  it("does not mind a reader that goes away", () => {
    const root = projectFolder(SMALL_PROJECT);
    const script = `"${process.execPath}" "${MAIN}" "$@" | true; exit "\${PIPESTATUS[0]}"`;

    const { status, stderr } = spawnSync("bash", ["-c", script, "bash", "graph", "--charts", "skip"], {
      encoding: "utf8",
      cwd: root,
    });

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("runs in a folder that was removed", () => {
    const gone = mkdtempSync(join(tmpdir(), "addons-gone-"));
    const script = `cd "${gone}" && rmdir "${gone}" && "${process.execPath}" "${MAIN}" --version`;

    const { status, stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8" });

    expect({ status, stdout }).toEqual({ status: 0, stdout: `${version}\n` });
    expect(() => rmdirSync(gone)).toThrow("ENOENT");
  });
});
