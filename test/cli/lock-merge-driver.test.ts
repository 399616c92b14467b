import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN } from "../cases/run-addons.ts";
import { serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { commitAll, git } from "../outside/files/git-project.ts";
import { lockText, offer } from "./locked-project.ts";
import { addons, branches, lockProd, ONE, pinned, prod, tryGit } from "./merged-project.ts";
import { projectFolder } from "./project-folder.ts";

let server: ChartServer;
beforeAll(async () => {
  server = await serveCharts();
  offer(server, { "1.0.0": {}, "1.1.0": {}, "1.2.0": {}, "2.0.0": {} });
});
afterAll(async () => await server[Symbol.asyncDispose]());

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
  const root = await branches(server, {
    base: ONE,
    ours: { ...ONE, onto: "1.1.0" },
    theirs: { ...ONE, over: "1.2.0" },
  });
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
    writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, onto: "1.1.0", over: "1.2.0" }));
    commitAll(root);
    git(root, "checkout", "--quiet", "-b", "other");
    await lockProd({ server, root }, { ...ONE, onto: "2.0.0", over: "1.2.0" });
    git(root, "checkout", "--quiet", "main");
    await lockProd({ server, root }, { ...ONE, onto: "1.2.0", over: "1.2.0" });
    expect(tryGit(root, "merge", "--no-edit", "other")).toBe("conflict");
    expect(git(root, "diff", "--name-only", "--diff-filter=U").split("\n")).toContain("addons.lock.yaml");
    const text = lockText(root);
    expect(text.match(/^<<<<<<< ours$/gm)).toHaveLength(1);
    expect(text.split("\n").filter((line) => line.startsWith("      chart:"))).toHaveLength(5);
    writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, onto: "2.0.0", over: "1.2.0" }));
    expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
    expect(pinned(root)).toEqual({ ...ONE, onto: "2.0.0", over: "1.2.0" });
  } finally {
    process.env["PATH"] = path;
  }
});

test("a project below the top of its repository, in a folder with spaces and umlauts, is merged with and without the driver", async () => {
  const moved = { base: ONE, ours: { ...ONE, onto: "1.1.0" }, theirs: { ...ONE, over: "1.2.0" } };
  const root = await branches(server, moved, "deploy/Küche mit Herd");
  const top = join(root, "../..");
  const merge = (): string => tryGit(top, "-c", "merge.conflictStyle=diff3", "merge", "--no-edit", "theirs");
  expect(merge()).toBe("conflict");
  expect(lockText(root)).toContain("|||||||");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, onto: "1.1.0", over: "1.2.0" }));
  expect(await addons(top, ["lock", "-C", "deploy/Küche mit Herd"])).toMatchObject({ code: 0 });
  const merged = lockText(root);
  expect(pinned(root)).toEqual({ ...ONE, onto: "1.1.0", over: "1.2.0" });
  git(top, "merge", "--abort");
  const path = process.env["PATH"];
  process.env["PATH"] = `${installAddons(root)}:${path}`;
  try {
    expect(await addons(root, ["init", "--merge-driver"])).toMatchObject({ code: 0 });
    git(top, "add", "--all", "--force", ".");
    git(top, "commit", "--quiet", "--message", "driver");
    expect(merge()).toBe("conflict");
    expect(git(top, "-c", "core.quotePath=false", "diff", "--name-only", "--diff-filter=U")).toBe(
      "deploy/Küche mit Herd/environments/prod.yaml",
    );
    expect(lockText(root)).toBe(merged);
  } finally {
    process.env["PATH"] = path;
  }
});

test("where addons cannot be run, the driver leaves what git itself would leave", async () => {
  const root = await branches(server, {
    base: ONE,
    ours: { ...ONE, onto: "1.1.0" },
    theirs: { ...ONE, over: "1.2.0" },
  });
  expect(await addons(root, ["init", "--merge-driver"])).toMatchObject({ code: 0 });
  expect(tryGit(root, "merge", "--no-edit", "theirs")).toBe("conflict");
  expect(lockText(root)).toContain("<<<<<<< ours");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, onto: "1.1.0", over: "1.2.0" }));
  expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
  expect(pinned(root)).toEqual({ ...ONE, onto: "1.1.0", over: "1.2.0" });
});

test("the driver changes nothing when a side is no lock", async () => {
  const root = projectFolder({ base: "", ours: "lockVersion: 1\n\naddons: {}\n", theirs: "addons: [" });
  expect(await addons(root, ["lock", "--merge", "base", "ours", "theirs"])).toMatchObject({ code: 64 });
  expect(readFileSync(join(root, "ours"), "utf8")).toBe("lockVersion: 1\n\naddons: {}\n");
  expect(await addons(root, ["lock", "--merge", "base"])).toMatchObject({ code: 64 });
});
