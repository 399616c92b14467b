import { lstat, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { temporaryName } from "../../files/temporary-file.ts";
import { mapLimit } from "../../../support/limit.ts";
import { quarantine } from "./chart-cache.ts";
import { damageOfEntry } from "./damage-of-entry.ts";
import { bodyOfIndex, describeEntry, isBody } from "./describe-entry.ts";
import { findEntries } from "./find-entries.ts";
import type { CacheEntry, UserCache } from "./user-cache.ts";

const AT_ONCE = 8;

/** `folder` is the absolute path of the folder of `addons` in the user's cache. */
export function createUserCache(folder: string): UserCache {
  return {
    folder,
    async look() {
      const found = await findEntries(folder);
      const entries = await mapLimit(found, AT_ONCE, (entry) => describeEntry(folder, entry));
      return entries.filter((entry) => entry !== undefined).sort(byKindAndPath);
    },
    async verify() {
      const hashed = (await findEntries(folder)).filter(isHashed);
      const found = await mapLimit(hashed, AT_ONCE, async (entry): Promise<CacheEntry | undefined> => {
        const damage = await damageOfEntry(folder, entry);
        if (damage === undefined) return undefined;
        const left = (await quarantine(join(folder, entry.path))) ? "" : "; it could not be moved aside";
        return { ...entry, damage: `${damage}${left}` };
      });
      return { checked: hashed.length, damaged: found.filter((entry) => entry !== undefined) };
    },
    remove: (entry) => remove(folder, entry),
  };
}

function isHashed(entry: CacheEntry): boolean {
  return ["chart", "index", "facts"].includes(entry.kind) && !isBody(entry);
}

function byKindAndPath(left: CacheEntry, right: CacheEntry): number {
  const [a, b] = [`${left.kind} ${left.path}`, `${right.kind} ${right.path}`];
  return a < b ? -1 : 1;
}

/** Moved aside first and looked at again: whoever used or wrote it meanwhile keeps it. */
async function remove(folder: string, entry: CacheEntry): Promise<"removed" | "in-use" | "failed"> {
  const path = join(folder, entry.path);
  try {
    if (!(await isInside(folder, path))) return "failed";
    if (await isYounger(path, entry)) return "in-use";
    const body = entry.kind === "index" ? await bodyOfIndex(path) : undefined;
    const aside = join(dirname(path), temporaryName(basename(path)));
    await rename(path, aside);
    if (await isYounger(aside, entry)) {
      await rename(aside, path).catch(() => rm(aside, { recursive: true, force: true }));
      return "in-use";
    }
    await rm(aside, { recursive: true, force: true });
    if (body !== undefined) await rm(body, { force: true });
    return "removed";
  } catch (error) {
    // Another process was faster.
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? "removed" : "failed";
  }
}

async function isInside(folder: string, path: string): Promise<boolean> {
  return `${await realpath(dirname(path))}${sep}`.startsWith(`${await realpath(folder)}${sep}`);
}

async function isYounger(path: string, entry: CacheEntry): Promise<boolean> {
  return Math.floor((await lstat(path)).mtimeMs) > entry.usedMs;
}
