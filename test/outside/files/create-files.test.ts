import { spawn } from "node:child_process";
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
import type { AddonsError } from "../../../src/support/addons-error.ts";

function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "addons-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "project/environments"), { recursive: true });
  writeFileSync(join(folder, "project/environments/dev.yaml"), "a: ä\n");
  writeFileSync(join(folder, "secret.txt"), "secret");
  return join(folder, "project");
}

async function failure(promise: Promise<unknown>): Promise<AddonsError> {
  return await promise.then(
    () => expect.fail("succeeded"),
    (error: unknown) => error as AddonsError,
  );
}

describe("reading", () => {
  test("text inside the project, absence and listings", async () => {
    const files = createFiles(project());
    expect(await files.read("environments/dev.yaml")).toBe("a: ä\n");
    expect(await files.readIfExists("environments/none.yaml")).toBeUndefined();
    expect(await files.readIfExists("environments/dev.yaml/below")).toBeUndefined();
    expect(await files.list("environments")).toEqual(["dev.yaml"]);
    expect(await files.list("nothing")).toEqual([]);
  });

  test("links inside the project are followed", async () => {
    const root = project();
    symlinkSync("dev.yaml", join(root, "environments/link.yaml"));
    expect(await createFiles(root).read("environments/link.yaml")).toBe("a: ä\n");
  });

  test.for<[string, string, string, (root: string) => void]>([
    ["what is not there", "none.yaml", "FILE-MISSING", () => undefined],
    ["a path out of the project", "../secret.txt", "FILE-OUTSIDE", () => undefined],
    ["an absolute path", "/etc/hostname", "FILE-OUTSIDE", () => undefined],
    ["a link out of the project", "link", "FILE-OUTSIDE", (root) => symlinkSync("../secret.txt", join(root, "link"))],
    [
      "a folder link out of the project",
      "up/secret.txt",
      "FILE-OUTSIDE",
      (root) => symlinkSync("..", join(root, "up")),
    ],
    ["a folder", "environments", "FILE-NOT-A-FILE", () => undefined],
    ["more than 5 MB", "big", "FILE-TOO-LARGE", (root) => writeFileSync(join(root, "big"), "x".repeat(6_000_000))],
    [
      "what is not UTF-8",
      "latin1",
      "FILE-NOT-TEXT",
      (root) => writeFileSync(join(root, "latin1"), Buffer.from([0xe4, 0x0a])),
    ],
  ])("%s is refused", async ([, path, code, prepare]) => {
    const root = project();
    prepare(root);
    const error = await failure(createFiles(root).read(path));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(path)]);
    expect(error.message).not.toContain("secret\n");
  });
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
