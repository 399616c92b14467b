import type { CacheEntry } from "../../outside/charts/cache/user-cache.ts";
import { sha256 } from "../../support/sha256.ts";
import type { Lockfile, Pin } from "../lockfile.ts";
import { pinsWithUsers, type PinUser } from "./vendored-charts.ts";

export interface PruneRequest {
  readonly lock: Lockfile;
  readonly nowMs: number;
  /** What was used later than this long ago stays. */
  readonly olderThanMs: number;
}

/**
 * What can go: what this lock does not name and nobody used for a while, what is damaged, and what writers left that are
 * gone. What other parts of `addons` keep in the cache is not touched.
 */
export function prunableEntries(entries: readonly CacheEntry[], request: PruneRequest): readonly CacheEntry[] {
  const users = usersOfEntries(entries, request.lock);
  const isOld = (entry: CacheEntry): boolean => request.nowMs - entry.usedMs > request.olderThanMs;
  return entries.filter((entry) => {
    switch (entry.kind) {
      case "chart":
      case "link":
        return isOld(entry) && users(entry).length === 0;
      case "index":
      case "facts":
      case "git":
      case "compiled":
        return isOld(entry);
      case "damaged":
        return true;
      case "unfinished":
        return entry.writer === "gone";
      case "other":
        return false;
    }
  });
}

/** Which pins of the lock take an entry: by its digest, or by the content that a link says it has. */
export function usersOfEntries(
  entries: readonly CacheEntry[],
  lock: Lockfile,
): (entry: Pick<CacheEntry, "archive">) => readonly PinUser[] {
  const archives = archivesOfPins(entries);
  const users = new Map<string, PinUser[]>();
  for (const { pin, user } of pinsWithUsers(lock)) {
    for (const archive of archives(pin)) users.set(archive, [...(users.get(archive) ?? []), user]);
  }
  return ({ archive }) => (archive === undefined ? [] : (users.get(archive) ?? []));
}

/** Charts of the lock that have archives, and of which the cache has none; `name@version`, each once. */
export function chartsNotKept(entries: readonly CacheEntry[], lock: Lockfile): readonly string[] {
  const archives = archivesOfPins(entries);
  const kept = new Set(entries.filter(({ kind }) => kind === "chart").map(({ archive }) => archive));
  const lost = pinsWithUsers(lock).filter(
    ({ pin }) => pin.archive !== undefined && !archives(pin).some((archive) => kept.has(archive)),
  );
  return [...new Set(lost.map(({ pin }) => pin.chart))];
}

/** The pinned archive, and the one that a source repackaged with the same content. */
function archivesOfPins(entries: readonly CacheEntry[]): (pin: Pin) => readonly string[] {
  const links = new Map(entries.filter(({ kind }) => kind === "link").map(({ path, archive }) => [path, archive]));
  return (pin) => {
    const both = [pin.archive, links.get(`charts/content/${sha256(pin.content)}`)];
    return [...new Set(both.filter((archive) => archive !== undefined))];
  };
}
