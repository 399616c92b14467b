import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compileCacheFolder } from "../../src/cli/compile-cache.ts";
import { runAddons } from "../cases/run-addons.ts";

const USER = process.getuid?.();
let root: string;
let cache: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "addons-compiled-"));
  cache = join(root, "cache");
  mkdirSync(join(root, "tmp"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folderFor = (user = USER): string | undefined => compileCacheFolder({ ADDONS_CACHE: cache }, user);

test("what Node compiled is kept in the cache, for this user alone, and nothing in the temporary folder", async () => {
  // An empty NODE_COMPILE_CACHE is none.
  const env = { ADDONS_CACHE: cache, TMPDIR: join(root, "tmp"), NODE_COMPILE_CACHE: "" };
  expect(await runAddons(["--version"], { cwd: root, env })).toMatchObject({ code: 0, stderr: "" });
  expect(readdirSync(join(root, "tmp"))).toEqual([]);
  expect(statSync(join(cache, "compiled")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(cache, "compiled"), { recursive: true }).length).toBeGreaterThan(2);
});

test("a folder into which others can write is not used, nor one of somebody else", () => {
  expect(folderFor()).toBe(join(cache, "compiled"));
  expect(folderFor((USER ?? 0) + 1)).toBeUndefined();
  for (const mode of [0o720, 0o702]) {
    chmodSync(join(cache, "compiled"), mode);
    expect(folderFor()).toBeUndefined();
  }
  chmodSync(join(cache, "compiled"), 0o755);
  expect(folderFor()).toBe(join(cache, "compiled"));
});

test("a link, a file and a cache that cannot be made are passed over", async () => {
  mkdirSync(cache);
  symlinkSync(join(root, "tmp"), join(cache, "compiled"));
  expect(folderFor()).toBeUndefined();
  rmSync(join(cache, "compiled"));
  writeFileSync(join(cache, "compiled"), "");
  expect(folderFor()).toBeUndefined();
  const env = { ADDONS_CACHE: join(cache, "compiled"), TMPDIR: join(root, "tmp"), NODE_COMPILE_CACHE: "" };
  expect(await runAddons(["--version"], { cwd: root, env })).toMatchObject({ code: 0, stderr: "" });
  expect(readdirSync(join(root, "tmp"))).toEqual([]);
});
