import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AddonsError } from "../../../support/addons-error.ts";
import { isAbandoned } from "../../files/temporary-file.ts";
import { readChart } from "../archive/read-chart.ts";
import { parseIndexMeta } from "./index-cache.ts";
import type { CacheEntry } from "./user-cache.ts";

/** An entry with what is inside it: names of charts, addresses of indexes. Undefined when it went meanwhile. */
export async function describeEntry(folder: string, entry: CacheEntry): Promise<CacheEntry | undefined> {
  const path = join(folder, entry.path);
  try {
    if (entry.kind === "chart") return { ...entry, ...(await chartIn(path)) };
    if (isBody(entry)) return await orphan(path, entry);
    if (entry.kind === "index") return { ...entry, ...(await indexIn(path, entry.bytes)) };
    if (entry.kind === "link") return { ...entry, archive: await readFile(path, "utf8") };
    return entry;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return "code" in error && error.code === "ENOENT" ? undefined : { ...entry, damage: error.message };
  }
}

async function chartIn(path: string): Promise<Pick<CacheEntry, "chart" | "damage">> {
  const bytes = await readFile(path);
  try {
    const { name, version } = (await readChart(bytes, "the archive")).metadata;
    return { chart: `${name}@${version}` };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return { damage: error.message };
  }
}

/** An index beside the file that describes it. */
export function isBody({ kind, path }: CacheEntry): boolean {
  return kind === "index" && path.endsWith(".body");
}

/** An index that nothing describes (yet): its writer was killed, or is about to say so. One that is described counts there. */
async function orphan(path: string, entry: CacheEntry): Promise<CacheEntry | undefined> {
  const folder = dirname(path);
  const beside = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const described = await Promise.all(beside.map((name) => bodyOfIndex(join(folder, name))));
  if (described.includes(path)) return undefined;
  return {
    ...entry,
    kind: "unfinished",
    writer: isAbandoned(entry.path, entry.usedMs, Date.now()) ? "gone" : "running",
  };
}

/** The bytes of its body count, too. */
async function indexIn(path: string, bytes: number): Promise<Partial<CacheEntry>> {
  const body = await bodyOfIndex(path);
  const meta = parseIndexMeta(await readFile(path, "utf8"));
  if (meta === undefined || body === undefined) return { damage: "says not what it belongs to" };
  const size = (await lstat(body).catch(() => undefined))?.size;
  if (size === undefined) return { damage: "its index is gone" };
  return { bytes: bytes + size, ...(meta.url === undefined ? {} : { source: meta.url }) };
}

/** Absolute path of the index that a file beside it describes; undefined when it describes none. */
export async function bodyOfIndex(path: string): Promise<string | undefined> {
  const meta = parseIndexMeta(await readFile(path, "utf8").catch(() => ""));
  return meta === undefined ? undefined : join(dirname(path), `${meta.digest}.body`);
}
