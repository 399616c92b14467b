import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createGitFiles } from "../../../src/outside/files/git-files.ts";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";
import { cloneShallow, commitAll, git } from "./git-project.ts";

function folder(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "addons-git-")));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function request(root: string, path = process.env["PATH"]) {
  const processes = createProcesses();
  onTestFinished(() => processes.close());
  return { root, processes, env: { PATH: path, GIT_DIR: "/nowhere" } };
}

test("a commit stays what it was, by whatever name it is called, and nothing is written", async () => {
  const root = folder();
  writeFileSync(join(root, "a.yaml"), "1");
  const first = commitAll(root);
  git(root, "tag", "v1");
  writeFileSync(join(root, "a.yaml"), "2");
  const second = commitAll(root);
  writeFileSync(join(root, "a.yaml"), "3");

  for (const [name, hash, text] of [
    ["HEAD", second, "2"],
    ["main", second, "2"],
    ["HEAD~1", first, "1"],
    ["v1", first, "1"],
    [first.slice(0, 10), first, "1"],
  ] as const) {
    const files = await createGitFiles(name, request(root));
    expect([files.commit, await files.read("a.yaml")]).toEqual([hash, text]);
  }
  const files = await createGitFiles("HEAD", request(root));
  await expect(files.write("a.yaml", "4")).rejects.toMatchObject({ code: "FILE-READ-ONLY" });
  expect(git(root, "status", "--porcelain")).toBe("M a.yaml");
});

test("a file is read once, and what replaces objects is not asked", async () => {
  const root = folder();
  writeFileSync(join(root, "a"), "one");
  writeFileSync(join(root, "b"), "two");
  commitAll(root);
  git(root, "replace", git(root, "rev-parse", "HEAD:a"), git(root, "rev-parse", "HEAD:b"));
  const asked = request(root);
  const files = await createGitFiles("HEAD", asked);
  await Promise.all([files.read("a"), files.read("a"), files.readIfExists("a")]);

  expect(await files.read("a")).toBe("one");
  expect(asked.processes.started.filter(({ args }) => args.includes("cat-file"))).toHaveLength(1);
});

test.for<[string, string]>([
  ["nothing of that name", "none"],
  ["a tree instead of a commit", "HEAD^{tree}"],
  ["a file of a commit", "HEAD:a"],
  ["an option", "--all"],
  ["another option", "-n1"],
  ["a range", "HEAD..HEAD"],
  ["an empty name", ""],
])("%s is no commit", async ([, commit]) => {
  const root = folder();
  writeFileSync(join(root, "a"), "");
  commitAll(root);

  await expect(createGitFiles(commit, request(root))).rejects.toMatchObject({
    code: "GIT-UNKNOWN-COMMIT",
    kind: "usage",
    message: expect.stringContaining(JSON.stringify(commit)) as string,
  });
});

test("no repository, no git, and a commit that a shallow clone has not", async () => {
  const root = folder();
  await expect(createGitFiles("HEAD", request(root))).rejects.toMatchObject({ code: "GIT-NO-REPOSITORY" });
  await expect(createGitFiles("HEAD", request(root, "/nowhere"))).rejects.toMatchObject({ code: "GIT-MISSING" });

  mkdirSync(join(root, "origin"));
  commitAll(join(root, "origin"));
  commitAll(join(root, "origin"));
  const clone = cloneShallow(join(root, "origin"), root);
  await expect(createGitFiles("HEAD~1", request(clone))).rejects.toMatchObject({
    code: "GIT-UNKNOWN-COMMIT",
    hint: expect.stringContaining("--unshallow") as string,
  });
});

test("a git that lies in the project is not run", async () => {
  const root = folder();
  writeFileSync(join(root, "git"), "#!/bin/sh\ntouch was-here\n", { mode: 0o755 });
  commitAll(root);
  const files = await createGitFiles("HEAD", request(root, `.:${process.env["PATH"]}`));

  expect(await files.list("")).toEqual(["git"]);
  expect(git(root, "status", "--porcelain")).toBe("");
});

test("a project that the commit does not have yet, and a submodule", async () => {
  const root = folder();
  const other = join(root, "other");
  mkdirSync(other);
  commitAll(other);
  mkdirSync(join(root, "repository"));
  const repository = join(root, "repository");
  commitAll(repository);
  git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", `file://${other}`, "sub");
  commitAll(repository);
  mkdirSync(join(repository, "later"));

  const early = await createGitFiles("HEAD", request(join(repository, "later")));
  expect(await early.list("environments")).toEqual([]);
  const files = await createGitFiles("HEAD", request(repository));
  await expect(files.read("sub/a")).rejects.toMatchObject({
    code: "FILE-OUTSIDE",
    message: expect.stringContaining("submodule") as string,
  });
});
