import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { parseDocument } from "yaml";
import { isJsonObject } from "../../../support/json.ts";
import { chartError } from "../archive/chart-error.ts";
import { describeBytes } from "../archive/describe-bytes.ts";
import { createIndexScanner, type ScannedIndex } from "./scan-index.ts";

/** One version of a chart as an index lists it. */
export interface IndexEntry {
  readonly version: string;
  /** As written: relative to the repository, or absolute. Never empty. */
  readonly urls: readonly string[];
  readonly deprecated: boolean;
  /** `sha256:<hex>`. */
  readonly digest?: string;
}

export interface ChartIndex {
  /** Names of all charts of the repository. */
  readonly names: readonly string[];
  readonly entries: readonly IndexEntry[];
  /** Entries of the chart that could not be used. */
  readonly skipped: number;
}

/** A style that needs a whole parse is only read when it is small. */
const MAX_WHOLE_PARSE = 16 * 1024 * 1024;
const MAX_JSON = 64 * 1024 * 1024;

/** Reads the entries of one chart; `undefined` when the file has not the digest it should have. */
export async function readIndex(
  file: { readonly path: string; readonly digest: string },
  chart: string,
  origin: string,
): Promise<ChartIndex | undefined> {
  const scanner = createIndexScanner(chart);
  const { digest, start } = await scanFile(file.path, (line) => scanner.line(line));
  if (digest !== file.digest) return undefined;
  if (isJson(start)) return await readWhole(file.path, chart, origin);
  const scanned = scanner.result();
  if (scanned.entries === "missing") {
    const what = describeBytes(start);
    throw chartError("CHART-INDEX", `${origin}: not the index of a chart repository: it is ${what} without "entries"`);
  }
  if (scanned.entries === "other-style") return await readWhole(file.path, chart, origin);
  return fromScan(scanned) ?? (await readWhole(file.path, chart, origin));
}

/** Lines of a JSON index are not looked at: it is often a single one. */
async function scanFile(path: string, line: (text: string) => void): Promise<{ digest: string; start: Buffer }> {
  const hash = createHash("sha256");
  let start: Buffer | undefined;
  let rest: Buffer[] = [];
  for await (const data of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const chunk = data as Buffer;
    hash.update(chunk);
    start ??= Buffer.from(chunk.subarray(0, 512));
    if (isJson(start)) continue;
    const end = chunk.lastIndexOf(0x0a);
    if (end !== -1) {
      for (const text of Buffer.concat([...rest, chunk.subarray(0, end)])
        .toString("utf8")
        .split("\n"))
        line(text);
      rest = [];
    }
    rest.push(Buffer.from(chunk.subarray(end + 1)));
  }
  line(Buffer.concat(rest).toString("utf8"));
  return { digest: hash.digest("hex"), start: start ?? Buffer.alloc(0) };
}

function isJson(start: Buffer): boolean {
  return start.toString("latin1").trimStart().startsWith("{");
}

/** `undefined` when an item needs what stands elsewhere in the file (an alias, say). */
function fromScan(scanned: ScannedIndex): ChartIndex | undefined {
  const entries: IndexEntry[] = [];
  for (const text of scanned.items) {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
    if (document.errors.length > 0) continue;
    try {
      const entry = toEntry(document.toJS());
      if (entry) entries.push(entry);
    } catch {
      return undefined;
    }
  }
  return { names: scanned.names, entries, skipped: scanned.items.length - entries.length };
}

async function readWhole(path: string, chart: string, origin: string): Promise<ChartIndex> {
  const { size } = await stat(path);
  if (size > MAX_JSON)
    throw chartError("CHART-INDEX", `${origin}: an index of this style may have at most ${MAX_JSON} bytes`);
  const data = parseWhole(await readFile(path, "utf8"), origin);
  const charts = isJsonObject(data) ? data["entries"] : undefined;
  if (!isJsonObject(charts)) {
    throw chartError("CHART-INDEX", `${origin}: not the index of a chart repository: it has no "entries"`);
  }
  const listed = Object.hasOwn(charts, chart) ? charts[chart] : undefined;
  const items = Array.isArray(listed) ? listed : [];
  const entries = items.flatMap((item: unknown) => toEntry(item) ?? []);
  return { names: Object.keys(charts), entries, skipped: items.length - entries.length };
}

function parseWhole(text: string, origin: string): unknown {
  try {
    if (text.trimStart().startsWith("{")) return JSON.parse(text) as unknown;
  } catch {
    // A YAML flow map also starts with a brace.
  }
  if (text.length > MAX_WHOLE_PARSE) {
    throw chartError("CHART-INDEX", `${origin}: an index of this style may have at most ${MAX_WHOLE_PARSE} bytes`);
  }
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
    return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 1000 }) as unknown);
  } catch {
    return undefined;
  }
}

/** As Helm: numbers become text, an entry without version or urls is none. */
function toEntry(item: unknown): IndexEntry | undefined {
  if (!isJsonObject(item)) return undefined;
  const { version, urls, digest, deprecated } = item;
  const addresses = (Array.isArray(urls) ? urls : []).filter(
    (url): url is string => typeof url === "string" && url !== "",
  );
  const versionText = typeof version === "number" ? String(version) : version;
  if (typeof versionText !== "string" || versionText === "" || addresses.length === 0) return undefined;
  const hex = typeof digest === "string" ? /^(?:sha256:)?([0-9a-f]{64})$/i.exec(digest)?.[1] : undefined;
  return {
    version: versionText,
    urls: addresses,
    deprecated: deprecated === true,
    ...(hex === undefined ? {} : { digest: `sha256:${hex.toLowerCase()}` }),
  };
}
