import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFiles } from "../../../src/outside/files/create-files.ts";
import type { Files } from "../../../src/outside/files/files.ts";
import { createGitFiles } from "../../../src/outside/files/git-files.ts";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";
import type { AddonsError } from "../../../src/support/addons-error.ts";
import { commitAll } from "./git-project.ts";

// What every implementation of the interface does alike: the folder itself, a commit of it, and a commit in which it is a folder of many.

const OPENED: readonly (readonly [string, (root: string) => Promise<Files>])[] = [
  ["a folder", async (root) => createFiles(root)],
  ["a commit", (root) => committed(root, root)],
  ["a commit of the repository around it", (root) => committed(root, join(root, ".."))],
];

async function committed(root: string, repository: string): Promise<Files> {
  commitAll(repository);
  const processes = createProcesses();
  onTestFinished(() => processes.close());
  return await createGitFiles("HEAD", { root, processes, env: { PATH: process.env["PATH"] } });
}

function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "addons-reading-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "project/environments/deep"), { recursive: true });
  writeFileSync(join(folder, "project/environments/dev.yaml"), "\uFEFFa: ä \uFFFD 𝒳\r\n");
  writeFileSync(join(folder, "project/environments/deep/x.yaml"), "");
  writeFileSync(join(folder, "secret.txt"), "secret\n");
  return join(folder, "project");
}

describe.each(OPENED)("reading from %s", (_, open) => {
  test("text to the byte, absence and listings", async () => {
    const files = await open(project());

    expect(await files.read("environments/dev.yaml")).toBe("\uFEFFa: ä \uFFFD 𝒳\r\n");
    expect(await files.read("./environments/deep/../deep/x.yaml")).toBe("");
    expect(await files.readIfExists("environments/none.yaml")).toBeUndefined();
    expect(await files.readIfExists("environments/dev.yaml/below")).toBeUndefined();
    expect(await files.list("environments")).toEqual(["deep", "dev.yaml"]);
    expect(await files.list("environments/")).toEqual(["deep", "dev.yaml"]);
    expect(await files.list("nothing")).toEqual([]);
    await expect(files.list("environments/dev.yaml")).rejects.toMatchObject({ code: "FILE-NOT-A-FOLDER" });
  });

  test("links inside the project are followed, of files and of folders", async () => {
    const root = project();
    symlinkSync("dev.yaml", join(root, "environments/link.yaml"));
    symlinkSync("environments/deep", join(root, "short"));
    symlinkSync("../../short/../link.yaml", join(root, "environments/deep/round.yaml"));
    symlinkSync("nowhere/../dev.yaml", join(root, "environments/through.yaml"));
    symlinkSync("nowhere", join(root, "dangling"));
    const files = await open(root);

    expect(await files.read("environments/link.yaml")).toContain("ä");
    expect(await files.list("short")).toEqual(["round.yaml", "x.yaml"]);
    expect(await files.read("short/round.yaml")).toContain("ä");
    expect(await files.readIfExists("dangling")).toBeUndefined();
    expect(await files.readIfExists("environments/through.yaml")).toBeUndefined();
  });

  test.for<[string, string, string, (root: string) => void]>([
    ["what is not there", "none.yaml", "FILE-MISSING", () => undefined],
    ["a path out of the project", "../secret.txt", "FILE-OUTSIDE", () => undefined],
    ["a path out of it on a detour", "environments/../../secret.txt", "FILE-OUTSIDE", () => undefined],
    ["an absolute path", "/etc/hostname", "FILE-OUTSIDE", () => undefined],
    ["a zero byte", "a\0b", "FILE-OUTSIDE", () => undefined],
    ["a link out of the project", "link", "FILE-OUTSIDE", (root) => symlinkSync("../secret.txt", join(root, "link"))],
    ["an absolute link", "link", "FILE-OUTSIDE", (root) => symlinkSync("/etc/hostname", join(root, "link"))],
    ["a folder link out of it", "up/secret.txt", "FILE-OUTSIDE", (root) => symlinkSync("..", join(root, "up"))],
    ["a link to itself", "loop", "FILE-UNREADABLE", (root) => symlinkSync("loop", join(root, "loop"))],
    ["a folder", "environments", "FILE-NOT-A-FILE", () => undefined],
    ["more than 5 MB", "big", "FILE-TOO-LARGE", (root) => writeFileSync(join(root, "big"), "x".repeat(6_000_000))],
    ["no UTF-8", "latin1", "FILE-NOT-TEXT", (root) => writeFileSync(join(root, "latin1"), Buffer.from([0xe4, 10]))],
    [
      "UTF-8 that ends too early, as long as what is put in for it",
      "cut",
      "FILE-NOT-TEXT",
      (root) => writeFileSync(join(root, "cut"), Buffer.from([0xf0, 0x90, 0x80, 0x61])),
    ],
  ])("%s is refused", async ([, path, code, prepare]) => {
    const root = project();
    prepare(root);
    const files = await open(root);
    const error = await files.read(path).then(
      () => expect.fail("succeeded"),
      (failure: unknown) => failure as AddonsError,
    );

    expect([error.code, error.message]).toEqual([code, expect.stringContaining(path)]);
    expect(error.message).not.toContain("secret\n");
  });
});
