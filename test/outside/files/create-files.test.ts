import { execFileSync, spawn } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFiles } from "../../../src/outside/files/create-files.ts";
import { failure } from "../../failure.ts";

function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "addons-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "project/environments"), { recursive: true });
  writeFileSync(join(folder, "project/environments/dev.yaml"), "a: ä\n");
  writeFileSync(join(folder, "secret.txt"), "secret");
  return join(folder, "project");
}

test("a named pipe that nobody writes into is refused, not waited for", async () => {
  const root = project();
  execFileSync("mkfifo", [join(root, "outputs.json")]);
  symlinkSync("outputs.json", join(root, "link.json"));
  for (const path of ["outputs.json", "link.json"])
    expect((await failure(createFiles(root).read(path))).code).toBe("FILE-NOT-A-FILE");
});

describe("writing", () => {
  test("new and changed files are written, equal ones are not touched", async () => {
    const root = project();
    const files = createFiles(root);
    expect(await files.write("new/deep/lock.yaml", "1\n")).toBe("written");
    utimesSync(join(root, "new/deep/lock.yaml"), 1, 1);
    expect(await files.write("new/deep/lock.yaml", "1\n")).toBe("unchanged");
    expect(statSync(join(root, "new/deep/lock.yaml")).mtimeMs).toBe(1000);
    expect(await files.write("new/deep/lock.yaml", "2\n")).toBe("written");
    expect(readFileSync(join(root, "new/deep/lock.yaml"), "utf8")).toBe("2\n");
    expect(readdirSync(join(root, "new/deep"))).toEqual(["lock.yaml"]);
  });

  test("keeps the file's mode", async () => {
    const root = project();
    writeFileSync(join(root, "private"), "1", { mode: 0o600 });
    await createFiles(root).write("private", "2");
    expect(statSync(join(root, "private")).mode & 0o777).toBe(0o600);
  });

  test("never through a link", async () => {
    const root = project();
    symlinkSync("environments/dev.yaml", join(root, "lock.yaml"));
    symlinkSync("..", join(root, "up"));
    const files = createFiles(root);
    expect((await failure(files.write("lock.yaml", "x"))).code).toBe("FILE-SYMLINK");
    expect((await failure(files.write("up/x", "x"))).code).toBe("FILE-OUTSIDE");
    expect((await failure(files.write("up/new/x", "x"))).code).toBe("FILE-OUTSIDE");
    expect((await failure(files.write("environments", "x"))).code).toBe("FILE-NOT-A-FILE");
    expect(lstatSync(join(root, "lock.yaml")).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(root, ".."))).toEqual(["project", "secret.txt"]);
  });

  test("removes what a writer killed long ago left behind, and nothing else", async () => {
    const root = project();
    for (const name of [".lock.yaml.aaaa.tmp", ".lock.yaml.bbbb.tmp", ".other.tmp"])
      writeFileSync(join(root, name), "");
    utimesSync(join(root, ".lock.yaml.aaaa.tmp"), 1, 1);
    await createFiles(root).write("lock.yaml", "x");
    expect(readdirSync(root)).toEqual([".lock.yaml.bbbb.tmp", ".other.tmp", "environments", "lock.yaml"]);
  });

  test("killed at any moment, the file is one of the texts, never a part", async () => {
    const root = project();
    const texts = ["a".repeat(400_000), "b".repeat(500_000)];
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [join(import.meta.dirname, "scripts/write-forever.ts"), root], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      expect(texts.includes(readFileSync(join(root, "lock.yaml"), "utf8"))).toBe(true);
    }
  });
});
