import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { commitAll, git } from "../outside/files/git-project.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { lockText, offer } from "./locked-project.ts";
import { addons, branches, ONE, pinned, prod, tryGit } from "./merged-project.ts";

let server: ChartServer;
beforeAll(async () => {
  server = await serveCharts();
  offer(server, { "1.0.0": {}, "1.1.0": {}, "1.2.0": {}, "2.0.0": {} });
});
afterAll(async () => await server[Symbol.asyncDispose]());

test("bumps of neighbours merge without anybody's help", async () => {
  const root = await branches(server, { base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, two: "1.2.0" } });
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
  const root = await branches(server, {
    base: ONE,
    ours: { ...ONE, onto: "1.1.0" },
    theirs: { ...ONE, over: "1.2.0" },
  });
  expect(unite(root)).toBe("conflict");
  expect(lockText(root)).toContain("<<<<<<<");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, onto: "1.1.0", over: "1.2.0" }));
  const before = server.requests.length;
  expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
  expect(server.requests.length).toBe(before);
  expect(pinned(root)).toEqual({ ...ONE, onto: "1.1.0", over: "1.2.0" });
  expect(await addons(root, ["lock", "--check"])).toMatchObject({ code: 0 });
});

test.each(CASES)("one add-on to two versions: after a %s, the manifest says which", async (_name, unite) => {
  const root = await branches(server, { base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  expect(unite(root)).toBe("conflict");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, one: "1.1.0" }));
  expect(await addons(root, ["lock"])).toMatchObject({ code: 0 });
  expect(pinned(root)).toEqual({ ...ONE, one: "1.1.0" });
});

test("where the manifest allows both versions, nothing is guessed and the file stays as it is", async () => {
  const root = await branches(server, { base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  tryGit(root, "merge", "--no-edit", "theirs");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, one: "^1.0.0" }));
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

test("what became of the pins that both moved is told", async () => {
  const both = { ...ONE, three: "1.0.0" };
  const root = await branches(server, {
    base: both,
    ours: { one: "1.1.0", two: "1.1.0", three: "1.1.0" },
    theirs: { one: "1.2.0", two: "1.2.0", three: "1.2.0" },
  });
  tryGit(root, "merge", "--no-edit", "theirs");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { one: "1.2.0", two: "2.0.0" }));
  const said = await addons(root, ["lock", "-o", "text", "-o", "json=said.json"]);
  expect(said.stdout.split("\n")).toEqual([
    "  = merged  one    prod  demo@1.2.0  as it was there, which the manifest allows",
    "  = merged  three  prod  (none)      the manifest does not want it any more",
    "  = merged  two    prod  demo@2.0.0  made anew",
    '  ~ moved  two  prod  demo@1.1.0 → demo@2.0.0  1.1.0 does not satisfy "2.0.0"',
    "addons.lock.yaml: merged, with 1 change",
    "",
  ]);
  const document = JSON.parse([...said.files.values()].join(""));
  expect(schemaProblems("lock-report", document)).toEqual([]);
  expect(document.merged.map(({ took }: { took: string }) => took)).toEqual(["theirs", "anew", "anew"]);
});

test("a conflict is not solved for some environments only", async () => {
  const root = await branches(server, { base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  tryGit(root, "merge", "--no-edit", "theirs");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, one: "1.1.0" }));
  const refused = await addons(root, ["lock", "--env", "prod"]);
  expect(refused).toMatchObject({ code: 64 });
  expect(refused.stderr).toContain("LOCK-MERGE-CONFLICT");
  expect(refused.stderr).toContain("without --env");
});

test("markers that were committed are no merge under way", async () => {
  const root = await branches(server, { base: ONE, ours: { ...ONE, one: "1.1.0" }, theirs: { ...ONE, one: "1.2.0" } });
  tryGit(root, "merge", "--no-edit", "theirs");
  writeFileSync(join(root, "environments/prod.yaml"), prod(server, { ...ONE, one: "1.1.0" }));
  commitAll(root);
  const refused = await addons(root, ["lock"]);
  expect(refused).toMatchObject({ code: 64 });
  expect(refused.stderr).toContain("restore the file from a commit");
});
