import { rmSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { isJsonObject } from "../../../support/json.ts";
import { sha256 } from "../../../support/sha256.ts";
import { writeAtomically } from "../../files/write-atomically.ts";

/** The last index of a repository with its validators, so that asking again can cost one `304`. */
export interface CachedIndex {
  /** File with the body. */
  readonly path: string;
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

export function createIndexCache(folder: string): IndexCache {
  const metaOf = (url: string): string => join(folder, `${sha256(url)}.json`);
  const bodyOf = (digest: string): string => join(folder, `${digest}.body`);
  const get = async (url: string): Promise<CachedIndex | undefined> => {
    const meta = parseMeta(await readFile(metaOf(url), "utf8").catch(() => ""));
    if (!meta) return undefined;
    const path = bodyOf(meta.digest);
    return (await stat(path).catch(() => undefined)) ? { ...meta, path } : undefined;
  };
  return {
    get,
    async put(url, body, validators) {
      const before = await get(url);
      const received = await receive(folder, body);
      try {
        await rename(received.path, bodyOf(received.digest));
      } catch {
        // It is read again for each chart of this repository, and goes when this process goes.
        process.once("exit", () => rmSync(received.path, { force: true }));
        return { ...validators, ...received };
      }
      const meta = { ...validators, digest: received.digest };
      // Without it the index is fetched again next time.
      await writeAtomically(metaOf(url), Buffer.from(JSON.stringify(meta)), 0o600).catch(() => undefined);
      if (before && before.digest !== received.digest) await rm(before.path, { force: true });
      return { ...validators, digest: received.digest, path: bodyOf(received.digest) };
    },
    async drop(url) {
      await rm(metaOf(url), { force: true }).catch(() => undefined);
    },
  };
}

async function receive(folder: string, body: AsyncIterable<Uint8Array>): Promise<{ path: string; digest: string }> {
  const { file, path } = await openTemporary(folder);
  const hash = createHash("sha256");
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      await file.write(chunk);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return { path, digest: hash.digest("hex") };
}

async function openTemporary(folder: string): Promise<{ file: FileHandle; path: string }> {
  const name = `.index.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, name);
    return { file: await open(path, "wx", 0o600), path };
  } catch {
    const path = join(tmpdir(), `addons${name}`);
    return { file: await open(path, "wx", 0o600), path };
  }
}

function parseMeta(text: string): (Validators & { digest: string }) | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (!isJsonObject(data)) return undefined;
    const { digest, etag, lastModified } = data;
    if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest)) return undefined;
    return {
      digest,
      ...(typeof etag === "string" ? { etag } : {}),
      ...(typeof lastModified === "string" ? { lastModified } : {}),
    };
  } catch {
    return undefined;
  }
}
