import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256 } from "../../../support/sha256.ts";
import { removeAbandoned, writeAtomically } from "../../files/write-atomically.ts";

/**
 * Archives by the digest of their bytes, shared by all projects and processes of a person. Every read is hashed; an entry
 * that does not have its name's digest is moved aside and counts as absent. Entries are only ever added whole, so
 * parallel writers of one digest write the same bytes.
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

export function createChartCache(folder: string, progress: (message: string) => void): ChartCache {
  const pathOf = (hex: string): string => join(folder, "sha256", hex.slice(0, 2), `${hex}.tgz`);
  const linkOf = (content: string): string => join(folder, "content", sha256(content));
  let told = false;
  const store = async (path: string, bytes: Uint8Array): Promise<void> => {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await removeAbandoned(path);
      await writeAtomically(path, bytes, 0o600);
    } catch (error) {
      if (!told)
        progress(`The chart cache cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      told = true;
    }
  };
  return {
    async get(archive) {
      const hex = hexOf(archive);
      if (hex === undefined) return undefined;
      const path = pathOf(hex);
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes === undefined || sha256(bytes) === hex) return bytes;
      await quarantine(path);
      progress(`A damaged cache entry was moved aside: ${path}.corrupt`);
      return undefined;
    },
    put: (bytes) => store(pathOf(sha256(bytes)), bytes),
    async linked(content) {
      const text = await readFile(linkOf(content), "utf8").catch(() => "");
      return hexOf(text) === undefined ? undefined : text;
    },
    link: (content, archive) => store(linkOf(content), Buffer.from(archive)),
  };
}

/** Kept for whoever wants to know what happened; the next damage replaces it. */
async function quarantine(path: string): Promise<void> {
  await rename(path, `${path}.corrupt`).catch(() => rm(path, { force: true }).catch(() => undefined));
}

function hexOf(archive: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(archive)?.[1];
}
