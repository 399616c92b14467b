import { lstat, readFile, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject } from "../../../support/json.ts";
import { sha256 } from "../../../support/sha256.ts";
import { writeAtomically } from "../../files/write-atomically.ts";
import { showUrl } from "../transfer/url.ts";
import type { CacheNotice } from "./cache-notice.ts";
import { keepOpen } from "./keep-open.ts";
import { receiveBody } from "./receive-body.ts";

/** The last index of a repository with its validators, so that asking again can cost one `304`. */
export interface CachedIndex {
  /** File with the body; only a name for `descriptor` when there is one. */
  readonly path: string;
  /** Of a body that is in no cache: open for reading, its file removed already. */
  readonly descriptor?: number;
  /** Hex SHA-256 of the body, checked by whoever reads it. */
  readonly digest: string;
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface IndexCache {
  get(url: string): Promise<CachedIndex | undefined>;
  /** Streams a body into the cache (or a temporary folder when that cannot be written). */
  put(url: string, body: AsyncIterable<Uint8Array>, validators: Validators): Promise<CachedIndex>;
  drop(url: string): Promise<void>;
}

export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** What lies beside a body: `url` without user, password and query, for people. */
export interface IndexMeta extends Validators {
  readonly digest: string;
  readonly url?: string;
}

export function createIndexCache(folder: string, notice: CacheNotice): IndexCache {
  const metaOf = (url: string): string => join(folder, `${sha256(url)}.json`);
  const bodyOf = (digest: string): string => join(folder, `${digest}.body`);
  const tell = (why: string): void => notice("written", why);
  const get = async (url: string): Promise<CachedIndex | undefined> => {
    const meta = parseIndexMeta(await readFile(metaOf(url), "utf8").catch(() => ""));
    if (!meta) return undefined;
    const path = bodyOf(meta.digest);
    const info = await lstat(path).catch(() => undefined);
    if (info?.isFile() !== true) return undefined;
    const now = Date.now() / 1000;
    await utimes(metaOf(url), now, now).catch(() => undefined);
    return { ...validatorsOf(meta), digest: meta.digest, path };
  };
  return {
    get,
    async put(url, body, validators) {
      const before = await get(url);
      const received = await receiveBody(folder, body, tell);
      try {
        await rename(received.path, bodyOf(received.digest));
      } catch {
        // It is read again for each chart of this repository.
        return { ...validators, ...received, descriptor: keepOpen(received.path) };
      }
      const meta: IndexMeta = { ...validators, digest: received.digest, url: showUrl(url) };
      // Without it the index is fetched again next time.
      await writeAtomically(metaOf(url), Buffer.from(JSON.stringify(meta)), 0o600).catch(() => undefined);
      if (before && before.digest !== received.digest) await rm(before.path, { force: true });
      return { ...validators, digest: received.digest, path: bodyOf(received.digest) };
    },
    async drop(url) {
      await rm(metaOf(url), { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/** Undefined for what no index cache wrote. */
export function parseIndexMeta(text: string): IndexMeta | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (!isJsonObject(data)) return undefined;
    const { digest, etag, lastModified, url } = data;
    if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest)) return undefined;
    return {
      digest,
      ...(typeof etag === "string" ? { etag } : {}),
      ...(typeof lastModified === "string" ? { lastModified } : {}),
      ...(typeof url === "string" ? { url } : {}),
    };
  } catch {
    return undefined;
  }
}

function validatorsOf({ etag, lastModified }: Validators): Validators {
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
}
