import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFactsCache } from "../../../src/outside/facts/create-facts-cache.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-facts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (): readonly string[] => readdirSync(join(folder, "facts")).map((name) => join(folder, "facts", name));

it("gives back what was kept, to its owner only", async () => {
  const cache = createFactsCache(folder);
  await cache.keep("a", "text of a\n");
  await cache.keep("b", "");
  await cache.keep("a", "newer text of a");
  expect(await cache.read("a")).toBe("newer text of a");
  expect(await cache.read("b")).toBe("");
  expect(await createFactsCache(folder).read("a")).toBe("newer text of a");
  expect(await cache.read("c")).toBeUndefined();
  expect(files().map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
});

it.each<[string, (text: string) => string]>([
  ["cut off", (text) => text.slice(0, -1)],
  ["longer", (text) => `${text} `],
  ["another text", (text) => text.replace("kept", "lost")],
  ["without a digest", () => "kept"],
  ["empty", () => ""],
])("does not believe a file that is %s", async (_name, damage) => {
  const cache = createFactsCache(folder);
  await cache.keep("a", "kept");
  const [file = ""] = files();
  writeFileSync(file, damage(readFileSync(file, "utf8")));
  expect(await cache.read("a")).toBeUndefined();
  await cache.keep("a", "again");
  expect(await cache.read("a")).toBe("again");
});

it("readers see one whole text while many write", async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `${index}:${"x".repeat(20_000)}`);
  const writing = Promise.all(texts.map((text) => createFactsCache(folder).keep("a", text)));
  const seen = new Set<string | undefined>();
  let isDone = false;
  void writing.then(() => (isDone = true));
  while (!isDone) seen.add(await createFactsCache(folder).read("a"));
  expect([...seen].filter((text) => text !== undefined && !texts.includes(text))).toEqual([]);
  expect(texts).toContain(await createFactsCache(folder).read("a"));
  expect(files()).toHaveLength(1);
});

it("forgets what is old and what killed writers left", async () => {
  const cache = createFactsCache(folder);
  await cache.keep("old", "old");
  await cache.keep("young", "young");
  const left = join(folder, "facts", ".x.json.123.tmp");
  writeFileSync(left, "");
  const days = (count: number): number => Date.now() / 1000 - count * 86_400;
  for (const file of files()) if (readFileSync(file, "utf8").endsWith("\nold")) utimesSync(file, days(61), days(61));
  utimesSync(left, days(1), days(1));
  await createFactsCache(folder).keep("new", "new");
  expect(await cache.read("old")).toBeUndefined();
  expect(await cache.read("young")).toBe("young");
  expect(files()).toHaveLength(2);
});

it("is no hindrance where nothing can be written", async () => {
  writeFileSync(join(folder, "file"), "");
  const cache = createFactsCache(join(folder, "file"));
  await cache.keep("a", "text");
  expect(await cache.read("a")).toBeUndefined();
  mkdirSync(join(folder, "facts"));
});
