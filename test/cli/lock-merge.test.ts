import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { MAIN } from "../cases/run-addons.ts";
import { serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { commitAll, git } from "../outside/files/git-project.ts";
import { addons as runAddons, environmentFile, fromServer, lockText, offer } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

let server: ChartServer;
const roots: string[] = [];

beforeAll(async () => {
  server = await serveCharts();
  offer(server, { "1.0.0": {}, "1.1.0": {}, "1.2.0": {}, "2.0.0": {} });
});
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});
afterAll(async () => await server[Symbol.asyncDispose]());

/** With the programs of this computer: the lock is merged from what git says. */
function addons(root: string, args: readonly string[]) {
  return runAddons(root, args, { PATH: process.env["PATH"] ?? "" });
}

type Versions = Readonly<Record<string, string>>;

/** environments/prod.yaml with these add-ons, each with the version that the lock gets. */
function prod(versions: Versions): string {
  const addons = Object.entries(versions).map(([name, version]) => [name, fromServer(server, "demo", version)]);
  return environmentFile(Object.fromEntries(addons) as Versions);
}

async function lockProd(root: string, versions: Versions): Promise<void> {
  writeFileSync(join(root, "environments/prod.yaml"), prod(versions));
  expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
  commitAll(root);
}

/** A repository on branch `main` with the branch `theirs`; both locked to what is given. */
async function branches(given: { base: Versions; ours: Versions; theirs: Versions }): Promise<string> {
  const root = projectFolder({ ".gitignore": ".cache/\n.home/\n", "environments/prod.yaml": prod(given.base) });
  roots.push(root);
  await lockProd(root, given.base);
  git(root, "checkout", "--quiet", "-b", "theirs");
  await lockProd(root, given.theirs);
  git(root, "checkout", "--quiet", "main");
  await lockProd(root, given.ours);
  return root;
}

/** Whether git did it alone. */
function tryGit(root: string, ...args: readonly string[]): "done" | "conflict" {
  try {
    git(root, ...args);
    return "done";
  } catch {
    return "conflict";
  }
}

function pinned(root: string): Versions {
  const found = lockText(root).matchAll(/^ {2}(\w+):\n {4}prod:\n {6}chart: demo@(\S+)$/gm);
  return Object.fromEntries([...found].map(([, addon = "", version = ""]) => [addon, version]));
}

const ONE = { one: "1.0.0", two: "1.0.0" };

test("bumps of neighbours merge without anybody's help", async () => {
  const root = await branches({ base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, two: "1.2.0" } });
  expect(tryGit(root, "merge", "--no-edit", "theirs")).toBe("conflict");
  // The manifest of the test has both versions on neighbouring lines; the lock has not.
  expect(git(root, "diff", "--name-only", "--diff-filter=U")).toBe("environments/prod.yaml");
  expect(pinned(root)).toEqual({ one: "1.1.0", two: "1.2.0" });
});

const CASES = [
  ["merge", (root: string) => tryGit(root, "merge", "--no-edit", "theirs")],
  ["rebase", (root: string) => tryGit(root, "rebase", "theirs")],
  ["cherry-pick", (root: string) => tryGit(root, "cherry-pick", "theirs")],
] as const;

test.each(CASES)("two new add-ons in the same place: after a %s, `addons lock` takes both", async (_name, unite) => {
  const root = await branches({ base: ONE, ours: { ...ONE, onto: "1.1.0" }, theirs: { ...ONE, over: "1.2.0" } });
  expect(unite(root)).toBe("conflict");
  expect(lockText(root)).toContain("<<<<<<<");
  writeFileSync(join(root, "environments/prod.yaml"), prod({ ...ONE, onto: "1.1.0", over: "1.2.0" }));
  const before = server.requests.length;
  expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
  expect(server.requests.length).toBe(before);
  expect(pinned(root)).toEqual({ ...ONE, onto: "1.1.0", over: "1.2.0" });
  expect(await addons(root, ["lock", "--check"])).toMatchObject({ code: 0 });
});

test.each(CASES)("one add-on to two versions: after a %s, the manifest says which", async (_name, unite) => {
  const root = await branches({ base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  expect(unite(root)).toBe("conflict");
  writeFileSync(join(root, "environments/prod.yaml"), prod({ ...ONE, one: "1.1.0" }));
  expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
  expect(pinned(root)).toEqual({ ...ONE, one: "1.1.0" });
});

test("where the manifest allows both versions, nothing is guessed and the file stays as it is", async () => {
  const root = await branches({ base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  tryGit(root, "merge", "--no-edit", "theirs");
  writeFileSync(join(root, "environments/prod.yaml"), prod({ ...ONE, one: "^1.0.0" }));
  const conflicted = lockText(root);
  const refused = await addons(root, ["lock"]);
  expect(refused.code).toBe(64);
  expect(refused.stderr).toContain("LOCK-MERGE-UNDECIDED");
  expect(refused.stderr).toMatch(/one \(prod\) was moved to demo@1\.1\.0 .* here and to demo@1\.2\.0 .* there/);
  expect(refused.stderr).toContain("addons lock --update one");
  expect(lockText(root)).toBe(conflicted);
  expect(await addons(root, ["lock", "--update", "one"])).toMatchObject({ code: 0 });
  expect(pinned(root)).toEqual({ ...ONE, one: "1.2.0" });
});

test("a conflict is not solved for some environments only", async () => {
  const root = await branches({ base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  tryGit(root, "merge", "--no-edit", "theirs");
  writeFileSync(join(root, "environments/prod.yaml"), prod({ ...ONE, one: "1.1.0" }));
  const refused = await addons(root, ["lock", "--env", "prod"]);
  expect(refused).toMatchObject({ code: 64 });
  expect(refused.stderr).toContain("LOCK-MERGE-CONFLICT");
});

test("markers that were committed are no merge under way", async () => {
  const root = await branches({ base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  tryGit(root, "merge", "--no-edit", "theirs");
  writeFileSync(join(root, "environments/prod.yaml"), prod({ ...ONE, one: "1.1.0" }));
  commitAll(root);
  const refused = await addons(root, ["lock"]);
  expect(refused).toMatchObject({ code: 64 });
  expect(refused.stderr).toContain("restore the file from a commit");
});

/** `addons` on PATH for git, as an installed one would be. */
function installAddons(root: string): string {
  const bin = join(root, ".home/bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "addons"),
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(MAIN)} "$@"\n`,
  );
  chmodSync(join(bin, "addons"), 0o755);
  return bin;
}

test("with the merge driver git merges what its lines would not, and marks what both moved", async () => {
  const root = await branches({ base: ONE, ours: { ...ONE, onto: "1.1.0" }, theirs: { ...ONE, over: "1.2.0" } });
  const path = process.env["PATH"];
  process.env["PATH"] = `${installAddons(root)}:${path}`;
  try {
    const installed = await addons(root, ["init", "--merge-driver"]);
    expect(installed).toMatchObject({ code: 0 });
    expect(readFileSync(join(root, ".gitattributes"), "utf8")).toBe("addons.lock.yaml merge=addons-lock\n");
    expect(await addons(root, ["init", "--merge-driver"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(root, ".gitattributes"), "utf8")).toBe("addons.lock.yaml merge=addons-lock\n");
    commitAll(root);
    tryGit(root, "merge", "--no-edit", "theirs");
    expect(git(root, "diff", "--name-only", "--diff-filter=U")).toBe("environments/prod.yaml");
    expect(pinned(root)).toEqual({ ...ONE, onto: "1.1.0", over: "1.2.0" });
    writeFileSync(join(root, "environments/prod.yaml"), prod({ ...ONE, onto: "1.1.0", over: "1.2.0" }));
    commitAll(root);
    git(root, "checkout", "--quiet", "-b", "other");
    await lockProd(root, { ...ONE, onto: "2.0.0", over: "1.2.0" });
    git(root, "checkout", "--quiet", "main");
    await lockProd(root, { ...ONE, onto: "1.2.0", over: "1.2.0" });
    expect(tryGit(root, "merge", "--no-edit", "other")).toBe("conflict");
    expect(git(root, "diff", "--name-only", "--diff-filter=U").split("\n")).toContain("addons.lock.yaml");
    const text = lockText(root);
    expect(text.match(/^<<<<<<< ours$/gm)).toHaveLength(1);
    expect(text.split("\n").filter((line) => line.startsWith("      chart:"))).toHaveLength(5);
    writeFileSync(join(root, "environments/prod.yaml"), prod({ ...ONE, onto: "2.0.0", over: "1.2.0" }));
    expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
    expect(pinned(root)).toEqual({ ...ONE, onto: "2.0.0", over: "1.2.0" });
  } finally {
    process.env["PATH"] = path;
  }
});

test("the driver changes nothing when a side is no lock", async () => {
  const root = projectFolder({ base: "", ours: "lockVersion: 1\n\naddons: {}\n", theirs: "addons: [" });
  roots.push(root);
  expect(await addons(root, ["lock", "--merge", "base", "ours", "theirs"])).toMatchObject({ code: 64 });
  expect(readFileSync(join(root, "ours"), "utf8")).toBe("lockVersion: 1\n\naddons: {}\n");
  expect(await addons(root, ["lock", "--merge", "base"])).toMatchObject({ code: 64 });
});
