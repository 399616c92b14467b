import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isAbandoned, isTemporaryName } from "../../files/temporary-file.ts";
import type { CacheEntry, CacheKind } from "./user-cache.ts";

/** Everything in the cache as its names and sizes tell; no file is opened, no link followed. */
export async function findEntries(folder: string): Promise<readonly CacheEntry[]> {
  const found: CacheEntry[] = [];
  for (const place of await placesIn(folder)) found.push(...(await entriesIn(folder, place)));
  return found;
}

/** A folder whose entries are of one kind. */
interface Place {
  readonly path: string;
  readonly kind: CacheKind;
}

const PLACES: Readonly<Record<string, CacheKind>> = {
  "charts/content": "link",
  "charts/index": "index",
  "charts/git": "git",
  facts: "facts",
  compiled: "compiled",
};

async function placesIn(folder: string): Promise<readonly Place[]> {
  const places: Place[] = [{ path: "", kind: "other" }];
  if (await isFolder(join(folder, "charts"))) places.push({ path: "charts", kind: "other" });
  for (const [path, kind] of Object.entries(PLACES))
    if (await isFolder(join(folder, path))) places.push({ path, kind });
  if (!(await isFolder(join(folder, SHELVES)))) return places;
  for (const shelf of await readdir(join(folder, SHELVES))) {
    const path = `${SHELVES}/${shelf}`;
    if (await isFolder(join(folder, path))) places.push({ path, kind: "chart" });
  }
  return places;
}

const SHELVES = "charts/sha256";
const KNOWN: ReadonlySet<string> = new Set(["charts", SHELVES, ...Object.keys(PLACES)]);

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function entriesIn(folder: string, place: Place): Promise<readonly CacheEntry[]> {
  const found: CacheEntry[] = [];
  for (const name of await readdir(join(folder, place.path)).catch(() => [])) {
    const path = place.path === "" ? name : `${place.path}/${name}`;
    const info = await lstat(join(folder, path)).catch(() => undefined);
    if (info === undefined || (KNOWN.has(path) && info.isDirectory())) continue;
    const usedMs = Math.floor(info.mtimeMs);
    const about = { path, usedMs, bytes: info.isDirectory() ? await sizeOf(join(folder, path)) : info.size };
    if (info.isSymbolicLink()) found.push({ ...about, kind: "other", damage: "a symbolic link, not followed" });
    else found.push({ ...about, ...kindOf(place.kind, name, info.mtimeMs) });
  }
  return found;
}

type Kind = Pick<CacheEntry, "kind" | "writer" | "archive">;

function kindOf(kind: CacheKind, name: string, writtenMs: number): Kind {
  if (kind === "other") return { kind };
  if (isTemporaryName(name)) {
    return { kind: "unfinished", writer: isAbandoned(name, writtenMs, Date.now()) ? "gone" : "running" };
  }
  if (name.endsWith(".corrupt")) return { kind: "damaged" };
  const hex = /^([0-9a-f]{64})\.tgz$/.exec(name)?.[1];
  if (kind === "chart") return hex === undefined ? { kind: "other" } : { kind, archive: `sha256:${hex}` };
  if (kind === "git" && name.startsWith(".")) return { kind: "unfinished", writer: youngIsRunning(writtenMs) };
  return { kind };
}

/** Folders that are being filled do not say by whom; their maker sweeps them after a day. */
function youngIsRunning(writtenMs: number): "running" | "gone" {
  return Date.now() - writtenMs > 24 * 3600_000 ? "gone" : "running";
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await sizeOf(path);
    else bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
