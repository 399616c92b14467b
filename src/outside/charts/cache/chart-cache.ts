import { constants } from "node:fs";
import { mkdir, open, rename, rm, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256 } from "../../../support/sha256.ts";
import { removeAbandoned, writeAtomically } from "../../files/write-atomically.ts";
import { MAX_ARCHIVE } from "../archive/archive-limits.ts";
import { createCacheNotice, type CacheNotice } from "./cache-notice.ts";
import { whyNotWritten } from "./full-disk.ts";

/**
 * Archives by the digest of their bytes, shared by all projects and processes of a person. Every read is hashed; an entry
 * that does not have its name's digest is moved aside and counts as absent. Entries are only ever added whole, so
 * parallel writers of one digest write the same bytes. The time of an entry's last change is that of its last use.
 */
export interface ChartCache {
  /** `archive` is `sha256:<hex>`. */
  get(archive: string): Promise<Uint8Array | undefined>;
  /** A cache that cannot be written only costs a later download. */
  put(bytes: Uint8Array): Promise<void>;
  /** The digest under which a chart with this content (`h1:…`) was stored by `link`. */
  linked(content: string): Promise<string | undefined>;
  link(content: string, archive: string): Promise<void>;
}

export function createChartCache(
  folder: string,
  progress: (message: string) => void,
  notice: CacheNotice = createCacheNotice(folder, progress),
): ChartCache {
  const pathOf = (hex: string): string => join(folder, "sha256", hex.slice(0, 2), `${hex}.tgz`);
  const linkOf = (content: string): string => join(folder, "content", sha256(content));
  const store = async (path: string, bytes: Uint8Array): Promise<void> => {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await removeAbandoned(path);
      await writeAtomically(path, bytes, 0o600);
    } catch (error) {
      notice("written", await whyNotWritten(dirname(path), error));
    }
  };
  const get = async (archive: string): Promise<Uint8Array | undefined> => {
    const hex = hexOf(archive);
    if (hex === undefined) return undefined;
    const path = pathOf(hex);
    const entry = await readEntry(path);
    if (entry.kind === "absent") return undefined;
    if (entry.kind === "unreadable") {
      notice("read", entry.why);
      return undefined;
    }
    if (entry.kind === "read" && sha256(entry.bytes) === hex) {
      await touch(path, entry.usedMs);
      return entry.bytes;
    }
    const aside = await quarantine(path);
    progress(`A damaged cache entry was ${aside ? `moved aside: ${path}.corrupt` : `found and left: ${path}`}`);
    return undefined;
  };
  return {
    get,
    async put(bytes) {
      const hex = sha256(bytes);
      // A full disk has no room for a second copy of what is there.
      if ((await get(`sha256:${hex}`)) === undefined) await store(pathOf(hex), bytes);
    },
    async linked(content) {
      const entry = await readEntry(linkOf(content));
      const text = entry.kind === "read" ? Buffer.from(entry.bytes).toString("utf8") : "";
      if (entry.kind === "read") await touch(linkOf(content), entry.usedMs);
      return hexOf(text) === undefined ? undefined : text;
    },
    link: (content, archive) => store(linkOf(content), Buffer.from(archive)),
  };
}

type Entry =
  | { readonly kind: "read"; readonly bytes: Uint8Array; readonly usedMs: number }
  | { readonly kind: "absent" | "not-an-archive" }
  | { readonly kind: "unreadable"; readonly why: string };

/** Links are not followed, and nothing that would be waited for is opened. */
async function readEntry(path: string): Promise<Entry> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const info = await file.stat();
      if (!info.isFile() || info.size > MAX_ARCHIVE) return { kind: "not-an-archive" };
      return { kind: "read", bytes: await file.readFile(), usedMs: info.mtimeMs };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
    if (code === "ELOOP" || code === "ENXIO") return { kind: "not-an-archive" };
    return { kind: "unreadable", why: error instanceof Error ? error.message : String(error) };
  }
}

const TOLD_USE_EVERY_MS = 3600_000;

/** Says that an entry was used, at most once an hour; a read-only cache does not remember. */
async function touch(path: string, usedMs: number): Promise<void> {
  const now = Date.now();
  if (now - usedMs > TOLD_USE_EVERY_MS) await utimes(path, now / 1000, now / 1000).catch(() => undefined);
}

/** Kept for whoever wants to know what happened; the next damage replaces it. False in a cache that cannot be changed. */
export async function quarantine(path: string): Promise<boolean> {
  try {
    await rm(`${path}.corrupt`, { recursive: true, force: true });
    await rename(path, `${path}.corrupt`);
    return true;
  } catch {
    return false;
  }
}

function hexOf(archive: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(archive)?.[1];
}
