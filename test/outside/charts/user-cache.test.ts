import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createChartCache } from "../../../src/outside/charts/cache/chart-cache.ts";
import { createUserCache } from "../../../src/outside/charts/cache/create-user-cache.ts";
import { createFactsCache } from "../../../src/outside/facts/create-facts-cache.ts";
import { sha256 } from "../../../src/support/sha256.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts } from "./serve-charts.ts";
import { archivesFor, workFolder, writeFiles } from "./work-folder.ts";

const BYTES = makeChart("demo", "1.0.0");
const OTHER = makeChart("demo", "2.0.0");
const pathOf = (bytes: Buffer): string => `charts/sha256/${sha256(bytes).slice(0, 2)}/${sha256(bytes)}.tgz`;

/** A cache as runs leave it, with an index, facts, a link and things that are not charts. */
async function filled(): Promise<string> {
  await using server = await serveCharts();
  publish(server, [{ name: "demo", version: "1.0.0", bytes: BYTES }]);
  const root = workFolder();
  const { charts, cache } = archivesFor(root);
  await charts.download({ kind: "http", repo: `${server.url}`, name: "demo" }, "1.0.0");
  const chartCache = createChartCache(join(cache, "charts"), () => expect.fail("told something"));
  await chartCache.put(OTHER);
  await chartCache.link("h1:x", `sha256:${sha256(OTHER)}`);
  await createFactsCache(cache).keep("shelf", "text");
  writeFiles(cache, { "programs/etcd/etcd": "12345", "helm-version-1": "v4" });
  return cache;
}

test("an empty cache, and one that is not there", async () => {
  const cache = createUserCache(join(workFolder(), "none"));
  expect(await cache.look()).toEqual([]);
  expect(await cache.verify()).toEqual({ checked: 0, damaged: [] });
});

test("everything by kind, with names and sizes that add up to what lies there", async () => {
  const folder = await filled();
  const entries = await createUserCache(folder).look();
  expect(entries.map(({ kind, chart, source }) => [kind, chart ?? source?.replace(/:\d+/, "") ?? ""])).toEqual([
    ...(pathOf(BYTES) < pathOf(OTHER) ? ["demo@1.0.0", "demo@2.0.0"] : ["demo@2.0.0", "demo@1.0.0"]).map((chart) => [
      "chart",
      chart,
    ]),
    ["facts", ""],
    ["index", "http://127.0.0.1/index.yaml"],
    ["link", ""],
    ["other", ""],
    ["other", ""],
  ]);
  expect(entries.filter(({ kind }) => kind === "other").map(({ path }) => path)).toEqual([
    "helm-version-1",
    "programs",
  ]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  expect(entries.reduce((sum, entry) => sum + entry.bytes, 0)).toBe(bytes);
});

test("verify moves damaged charts, indexes and facts aside; what is sound stays", async () => {
  const folder = await filled();
  const cache = createUserCache(folder);
  expect(await cache.verify()).toEqual({ checked: 4, damaged: [] });
  const before = await cache.look();
  writeFileSync(join(folder, pathOf(BYTES)), "");
  const body = readdirSync(join(folder, "charts/index")).find((name) => name.endsWith(".body")) ?? "";
  writeFileSync(join(folder, "charts/index", body), "apiVersion: evil");
  const facts = before.find(({ kind }) => kind === "facts")?.path ?? "";
  writeFileSync(join(folder, facts), readFileSync(join(folder, facts), "utf8").replace("text", "test"));
  const { checked, damaged } = await cache.verify();
  expect(checked).toBe(4);
  expect(Object.fromEntries(damaged.map(({ kind, damage }) => [kind, damage]))).toEqual({
    chart: "is empty",
    facts: "its text has another digest",
    index: "its index has another digest",
  });
  expect(damaged).toHaveLength(3);
  expect(await cache.verify()).toEqual({ checked: 1, damaged: [] });
  const kinds = (await cache.look()).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "damaged")).toHaveLength(3);
  // The index that nothing describes any more is young: its writer may be about to.
  expect((await cache.look()).find(({ kind }) => kind === "unfinished")).toMatchObject({ writer: "running" });
});

test("links are shown and never followed, into the cache and out of it", async () => {
  const folder = await filled();
  const precious = workFolder({ "sha256/aa/x.tgz": "precious", "a.json": "precious" });
  const hex = "a".repeat(64);
  mkdirSync(join(folder, "charts/sha256/aa"), { recursive: true });
  symlinkSync(join(precious, "a.json"), join(folder, `charts/sha256/aa/${hex}.tgz`));
  symlinkSync(precious, join(folder, "charts/sha256/bb"));
  symlinkSync(precious, join(folder, "linked"));
  const cache = createUserCache(folder);
  const links = (await cache.look()).filter(({ damage }) => damage !== undefined);
  expect(links.map(({ kind, path, damage }) => [kind, path, damage])).toEqual([
    ["other", `charts/sha256/aa/${hex}.tgz`, "a symbolic link, not followed"],
    ["other", "linked", "a symbolic link, not followed"],
  ]);
  await cache.verify();
  // Even when asked to: what lies below a link is not in the cache.
  expect(await cache.remove({ kind: "chart", path: "charts/sha256/bb/a.json", bytes: 1, usedMs: Date.now() })).toBe(
    "failed",
  );
  expect(await cache.remove({ kind: "chart", path: "../x", bytes: 1, usedMs: Date.now() })).not.toBe("in-use");
  expect(readFileSync(join(precious, "a.json"), "utf8")).toBe("precious");
  expect(readFileSync(join(precious, "sha256/aa/x.tgz"), "utf8")).toBe("precious");
});

test("what was used or written since it was looked at is not removed", async () => {
  const folder = await filled();
  const cache = createUserCache(folder);
  const path = join(folder, pathOf(BYTES));
  utimesSync(path, 1000, 1000);
  const entry = (await cache.look()).find(({ chart }) => chart === "demo@1.0.0");
  if (entry === undefined) throw new Error("no entry");
  expect(entry.usedMs).toBe(1_000_000);
  await createChartCache(join(folder, "charts"), () => undefined).get(`sha256:${sha256(BYTES)}`);
  expect(await cache.remove(entry)).toBe("in-use");
  expect(readFileSync(path).equals(BYTES)).toBe(true);
  utimesSync(path, 1000, 1000);
  expect(await cache.remove(entry)).toBe("removed");
  expect(await cache.remove(entry)).toBe("removed");
  expect(readdirSync(join(path, ".."))).toEqual([]);
});

test("an index goes with the file that describes it; a folder goes whole", async () => {
  const folder = await filled();
  writeFiles(folder, {
    "charts/git/abc.git/objects/pack/p": "12345",
    "charts/git/.new-x/y": "1",
    "compiled/v26-x64/a": "123",
  });
  const cache = createUserCache(folder);
  const all = await cache.look();
  const git = all.find(({ kind }) => kind === "git");
  expect(git).toMatchObject({ path: "charts/git/abc.git", bytes: 5 });
  expect(all.find(({ path }) => path === "charts/git/.new-x")).toMatchObject({ kind: "unfinished", writer: "running" });
  const compiled = all.filter(({ kind }) => kind === "compiled");
  expect(compiled.map(({ path, bytes }) => [path, bytes])).toEqual([["compiled/v26-x64", 3]]);
  for (const entry of all.filter(({ kind }) => kind === "index" || kind === "git" || kind === "compiled")) {
    expect(await cache.remove(entry)).toBe("removed");
  }
  expect(readdirSync(join(folder, "charts/index"))).toEqual([]);
  expect(existsSync(join(folder, "charts/git/abc.git"))).toBe(false);
  expect(readdirSync(join(folder, "compiled"))).toEqual([]);
});
