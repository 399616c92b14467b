import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Lockfile, Pin } from "../../src/lock/lockfile.ts";
import { prunableEntries, usersOfEntries } from "../../src/lock/copies/prunable-entries.ts";
import { vendoredCharts, vendoredFor } from "../../src/lock/copies/vendored-charts.ts";
import type { CacheEntry } from "../../src/outside/charts/cache/user-cache.ts";
import { looksVendored } from "../../src/sources/vendored-name.ts";
import { sha256 } from "../../src/support/sha256.ts";

const content = (of: string): string => `h1:${Buffer.from(sha256(of), "hex").toString("base64")}`;
const remote = (chart: string, of = chart, source = "https://charts.example.com"): Pin => ({
  chart,
  wants: "*",
  source,
  archive: `sha256:${sha256(of)}`,
  content: content(of),
});
const lockOf = (addons: Lockfile["addons"]): Lockfile => ({ lockVersion: 1, addons });
const filesOf = (lock: Lockfile): readonly string[] => vendoredCharts(lock).map(({ file }) => file);

describe("vendoredCharts", () => {
  test("one file per chart, however many take it; folders of the project have none", () => {
    const local: Pin = { chart: "own@1.0.0", source: "charts/own", content: content("own") };
    const lock = lockOf({
      web: { dev: remote("web@1.0.0"), prod: remote("web@1.0.0"), "prod/1.36": remote("web@1.1.0") },
      own: { dev: local },
    });
    expect(vendoredCharts(lock).map(({ file, users }) => [file, users.map(({ key }) => key)])).toEqual([
      ["web-1.0.0.tgz", ["dev", "prod"]],
      ["web-1.1.0.tgz", ["prod/1.36"]],
    ]);
  });

  test("a folder that an environment holds back has a copy, and subcharts have theirs", () => {
    const held: Pin = { chart: "own@1.0.0", source: "charts/own", commit: "a".repeat(40), content: content("own") };
    const git = { ...remote("top@1.0.0"), subcharts: [remote("sub@2.0.0"), { ...held, commit: undefined }] as Pin[] };
    expect(filesOf(lockOf({ own: { prod: held }, top: { dev: git } }))).toEqual([
      "own-1.0.0.tgz",
      "sub-2.0.0.tgz",
      "top-1.0.0.tgz",
    ]);
  });

  test("other bytes under one name and version: each name has its digest", () => {
    const [one, two] = [remote("web@1.0.0", "one"), remote("web@1.0.0", "two", "oci://host/web")];
    const files = [sha256("one"), sha256("two")].map((hex) => `web-1.0.0@${hex.slice(0, 12)}.tgz`).sort();
    expect(filesOf(lockOf({ a: { dev: one }, b: { dev: two } }))).toEqual(files);
    expect(filesOf(lockOf({ b: { dev: two }, a: { dev: one } }))).toEqual(files);
    expect(filesOf(lockOf({ a: { dev: one }, b: { dev: remote("Web@1.0.0", "x") } }))).toHaveLength(2);
    expect(new Set(filesOf(lockOf({ a: { dev: one }, b: { dev: remote("Web@1.0.0", "x") } }))).size).toBe(2);
  });

  test("of some environments, by the names of the whole lock", () => {
    const lock = lockOf({ a: { dev: remote("web@1.0.0", "one"), "prod/1.36": remote("web@1.0.0", "two") } });
    const files = vendoredFor(vendoredCharts(lock), ["prod"]).map(({ file }) => file);
    expect(files).toEqual([`web-1.0.0@${sha256("two").slice(0, 12)}.tgz`]);
  });

  test("any lock: no two charts share a file on any file system, and every file is known as a copy", () => {
    const pin = fc
      .record({
        name: fc.constantFrom("web", "Web", "web-1.0.0", "a.b", "x_y"),
        version: fc.constantFrom("1.0.0", "v1.0.0", "1.0.0-rc.1", "1.0.0+build.5", "1.0.0-abcdef123456"),
        of: fc.constantFrom("one", "two", "three"),
      })
      .map(({ name, version, of }) => remote(`${name}@${version}`, `${name} ${version} ${of}`));
    fc.assert(
      fc.property(fc.array(pin, { maxLength: 12 }), (pins) => {
        const lock = lockOf(Object.fromEntries(pins.map((one, index) => [`a${index}`, { dev: one }])));
        const charts = vendoredCharts(lock);
        const names = charts.map(({ file }) => file.toLowerCase());
        expect(new Set(names).size).toBe(names.length);
        expect(new Set(charts.map((chart) => chart.pin.archive)).size).toBe(
          new Set(pins.map((one) => one.archive)).size,
        );
        expect(charts.filter(({ file }) => !looksVendored(file))).toEqual([]);
        expect(charts.flatMap(({ users }) => users)).toHaveLength(pins.length);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test.for([
    "README.md",
    ".gitattributes",
    "demo.tgz",
    "../demo-1.0.0.tgz",
    "demo-1.0.0.tgz.bak",
    "-1.0.0.tgz",
    "a b-1.0.0.tgz",
  ])("%s is not ours", (file) => expect(looksVendored(file)).toBe(false));
});

describe("what can go from the cache", () => {
  const DAY = 86_400_000;
  const NOW = 1000 * DAY;
  const entry = (kind: CacheEntry["kind"], path: string, more: Partial<CacheEntry> = {}): CacheEntry => ({
    kind,
    path,
    bytes: 1,
    usedMs: NOW - 31 * DAY,
    ...more,
  });
  const lock = lockOf({ web: { dev: remote("web@1.0.0") }, api: { dev: remote("api@1.0.0") } });
  const repackaged = `sha256:${sha256("api packed anew")}`;
  const entries = [
    entry("chart", "named", { archive: `sha256:${sha256("web@1.0.0")}` }),
    entry("chart", "named by its content", { archive: repackaged }),
    entry("link", `charts/content/${sha256(content("api@1.0.0"))}`, { archive: repackaged }),
    entry("chart", "old", { archive: `sha256:${sha256("old")}` }),
    entry("chart", "young", { archive: `sha256:${sha256("young")}`, usedMs: NOW - 29 * DAY }),
    entry("index", "old index"),
    entry("facts", "old facts"),
    entry("git", "young git", { usedMs: NOW }),
    entry("damaged", "moved aside", { usedMs: NOW }),
    entry("unfinished", "being written", { writer: "running" }),
    entry("unfinished", "left", { writer: "gone" }),
    entry("other", "programs"),
  ];

  test("what the lock does not name and nobody used, what is damaged, what was left", () => {
    const gone = prunableEntries(entries, { lock, nowMs: NOW, olderThanMs: 30 * DAY });
    expect(gone.map(({ path }) => path)).toEqual(["old", "old index", "old facts", "moved aside", "left"]);
  });

  test("which pins take an entry", () => {
    const users = usersOfEntries(entries, lock);
    expect(users({ archive: repackaged })).toEqual([{ addon: "api", key: "dev" }]);
    expect(users({ archive: `sha256:${sha256("web@1.0.0")}` })).toEqual([{ addon: "web", key: "dev" }]);
    expect(users({ archive: `sha256:${sha256("old")}` })).toEqual([]);
  });
});
