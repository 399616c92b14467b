import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../../support/sha256.ts";

/** Bare repositories in the cache, one per commit, private to the user and shared by processes. */
export interface BareFolders {
  /** The repository of this commit, made by `fill` in a folder of its own when there is none; it appears whole or not at all. */
  open(
    what: { readonly repo: string; readonly commit: string },
    fill: (folder: string) => Promise<void>,
  ): Promise<string>;
  /** Takes a damaged one away. */
  drop(what: { readonly repo: string; readonly commit: string }): Promise<void>;
}

/** The charts themselves are kept by content (chart-cache.ts): these are only for the next chart of the same commit. */
const KEPT_MS = 24 * 60 * 60_000;
const BEING_MADE = ".new-";

export function createBareFolders(base: string): BareFolders {
  const pathOf = ({ repo, commit }: { readonly repo: string; readonly commit: string }): string =>
    join(base, `${sha256(`${repo}\n${commit}`)}.git`);
  return {
    async open(what, fill) {
      const path = pathOf(what);
      if (await isThere(path)) {
        const now = new Date();
        await utimes(path, now, now).catch(() => undefined);
        return path;
      }
      const staging = await makeStaging(base);
      try {
        await fill(staging.folder);
      } catch (error) {
        await remove(staging.folder);
        throw error;
      }
      if (!staging.inCache) {
        // The cache cannot be written: this one goes with the process.
        process.once("exit", () => rmSync(staging.folder, { recursive: true, force: true }));
        return staging.folder;
      }
      return await settle(staging.folder, path);
    },
    drop: (what) => remove(pathOf(what)),
  };
}

async function makeStaging(base: string): Promise<{ readonly folder: string; readonly inCache: boolean }> {
  try {
    await mkdir(base, { recursive: true, mode: 0o700 });
    await sweep(base);
    return { folder: await mkdtemp(join(base, BEING_MADE)), inCache: true };
  } catch {
    return { folder: await mkdtemp(join(tmpdir(), "addons-git-")), inCache: false };
  }
}

/** Another process may have been faster: its folder holds the same commit. */
async function settle(staging: string, path: string): Promise<string> {
  try {
    await rename(staging, path);
    return path;
  } catch (error) {
    await remove(staging);
    if (await isThere(path)) return path;
    throw error;
  }
}

/** What nobody has used for a day, and what killed processes left behind. */
async function sweep(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    const info = await stat(join(base, name)).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > KEPT_MS) await remove(join(base, name));
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
