import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../../support/sha256.ts";
import { bodyOfIndex } from "./describe-entry.ts";
import { parseIndexMeta } from "./index-cache.ts";
import type { CacheEntry } from "./user-cache.ts";

/** What is wrong with an entry that has a digest, in one clause; undefined when nothing is, or when it is gone. */
export async function damageOfEntry(folder: string, entry: CacheEntry): Promise<string | undefined> {
  const path = join(folder, entry.path);
  try {
    if (entry.kind === "chart") return damageOfChart(await readFile(path), entry.archive);
    if (entry.kind === "index") return await damageOfIndex(path);
    return damageOfFacts(await readFile(path, "utf8"));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return "code" in error && error.code === "ENOENT" ? undefined : error.message;
  }
}

function damageOfChart(bytes: Uint8Array, archive: string | undefined): string | undefined {
  const found = `sha256:${sha256(bytes)}`;
  if (found === archive) return undefined;
  return bytes.length === 0 ? "is empty" : `its bytes have the digest ${found}`;
}

async function damageOfIndex(path: string): Promise<string | undefined> {
  const body = await bodyOfIndex(path);
  const digest = parseIndexMeta(await readFile(path, "utf8"))?.digest;
  if (body === undefined) return "says not what it belongs to";
  return sha256(await readFile(body)) === digest ? undefined : "its index has another digest";
}

/** The digest of the rest stands in the first line. */
function damageOfFacts(text: string): string | undefined {
  const end = text.indexOf("\n");
  return end !== -1 && text.slice(0, end) === sha256(text.slice(end + 1)) ? undefined : "its text has another digest";
}
