import { mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../support/sha256.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import type { FactsCache } from "./facts-cache.ts";

/** What nobody asked to be kept for this long belongs to charts and values that are gone. */
const MAX_AGE_MS = 60 * 24 * 3600_000;
const MAX_SHELVES = 2_000;

/** One file per shelf: the digest of the text, a line break, the text. Whole files replace whole files. */
export function createFactsCache(cacheFolder: string): FactsCache {
  const folder = join(cacheFolder, "facts");
  const pathOf = (shelf: string): string => join(folder, `${sha256(shelf)}.json`);
  let pruned: Promise<void> | undefined;
  return {
    async read(shelf) {
      const kept = await readFile(pathOf(shelf), "utf8").catch(() => "");
      const text = kept.slice(DIGEST_LENGTH + 1);
      return kept.slice(0, DIGEST_LENGTH) === sha256(text) ? text : undefined;
    },
    async keep(shelf, text) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeAtomically(pathOf(shelf), Buffer.from(`${sha256(text)}\n${text}`), 0o600);
        await (pruned ??= prune(folder));
      } catch {
        // A full or read-only disk: the next run renders again.
      }
    },
  };
}

const DIGEST_LENGTH = 64;

/** Removes what is old, the oldest beyond the limit, and what killed writers left. */
async function prune(folder: string): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), age: await ageOf(join(folder, name)) })),
  );
  const youngestFirst = files.sort((a, b) => a.age - b.age);
  const isLeft = (path: string): boolean => path.endsWith(".tmp");
  const old = youngestFirst.filter(
    ({ path, age }, index) => age > MAX_AGE_MS || index >= MAX_SHELVES || (isLeft(path) && age > LEFT_MS),
  );
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
}

const LEFT_MS = 10 * 60_000;

async function ageOf(path: string): Promise<number> {
  const info = await stat(path).catch(() => undefined);
  return info === undefined ? 0 : Date.now() - info.mtimeMs;
}
