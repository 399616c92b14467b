import { parseDocument } from "yaml";
import type { AddonsError } from "../../../support/addons-error.ts";
import { isJsonObject } from "../../../support/json.ts";
import { chartError } from "../archive/chart-error.ts";
import { describeBytes } from "../archive/describe-bytes.ts";
import { toIndexEntry, type IndexEntry } from "./index-entry.ts";
import { readIndexFile, streamIndexFile, type OpenedFile } from "./index-file.ts";
import { createIndexScanner, type ScannedIndex } from "./scan-index.ts";
import { createJsonIndexScanner, type ScannedJsonIndex } from "./scan-json-index.ts";

export interface ChartIndex {
  /** Names of all charts of the repository. */
  readonly names: readonly string[];
  readonly entries: readonly IndexEntry[];
  /** Entries of the chart that could not be used. */
  readonly skipped: number;
}

/** A style that needs a whole parse is only read when it is small. */
const MAX_WHOLE_PARSE = 16 * 1024 * 1024;

/** Reads the entries of one chart; `undefined` when the file has not the digest it should have. */
export async function readIndex(
  file: OpenedFile & { readonly digest: string },
  chart: string,
  origin: string,
): Promise<ChartIndex | undefined> {
  const lines = createIndexScanner(chart);
  const json = createJsonIndexScanner(chart);
  let start = Buffer.alloc(0);
  const read = await readIndexFile(file, {
    start(bytes) {
      start = Buffer.from(bytes);
      return isJson(bytes) ? "chunks" : "lines";
    },
    skips: (indent) => lines.skips(indent),
    line: (text) => lines.line(text),
    chunk: (bytes) => json.chunk(bytes),
  });
  if ("problem" in read) throw noIndex(origin, `${describeBytes(start)}, and ${read.problem}`);
  if (read.digest !== file.digest) return undefined;
  const whole = (): Promise<ChartIndex> => readWhole({ ...file, size: read.size }, chart, origin);
  if (isJson(start)) return fromJson(json.result(), origin) ?? (await whole());
  const scanned = lines.result();
  if (scanned.entries === "missing") throw noIndex(origin, `${describeBytes(start)}${withKeys(scanned.keys)}`);
  if (scanned.entries === "other-style") return await whole();
  return fromScan(scanned) ?? (await whole());
}

function isJson(start: Buffer): boolean {
  return start.toString("latin1").trimStart().startsWith("{");
}

/** `undefined` when it is no JSON: a YAML flow map also starts with a brace. */
function fromJson({ form, keys, entries, names, value }: ScannedJsonIndex, origin: string): ChartIndex | undefined {
  if (form === "broken") return undefined;
  if (entries === "other") throw noIndex(origin, `JSON whose "entries" are no map`);
  if (entries === "missing") throw noIndex(origin, `JSON${withKeys(keys)}`);
  const listed: unknown = value === undefined ? [] : parseJson(value.toString("utf8"));
  return listed === undefined ? undefined : fromList(listed, names);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fromList(listed: unknown, names: readonly string[]): ChartIndex {
  const items: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const entries = items.flatMap((item) => toIndexEntry(item) ?? []);
  return { names, entries, skipped: items.length - entries.length };
}

/** `undefined` when an item needs what stands elsewhere in the file (an alias, say). */
function fromScan(scanned: ScannedIndex): ChartIndex | undefined {
  const entries: IndexEntry[] = [];
  for (const text of scanned.items) {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
    if (document.errors.length > 0) continue;
    try {
      const entry = toIndexEntry(document.toJS());
      if (entry) entries.push(entry);
    } catch {
      return undefined;
    }
  }
  return { names: scanned.names, entries, skipped: scanned.items.length - entries.length };
}

async function readWhole(
  file: OpenedFile & { readonly size: number },
  chart: string,
  origin: string,
): Promise<ChartIndex> {
  const { size } = file;
  if (size > MAX_WHOLE_PARSE) {
    throw noIndex(origin, `of a style that is only read up to ${MAX_WHOLE_PARSE} bytes, and has ${size}`);
  }
  const data = parseYaml(Buffer.concat(await streamIndexFile(file).toArray()).toString("utf8"));
  const charts = isJsonObject(data) ? data["entries"] : undefined;
  if (!isJsonObject(charts))
    throw noIndex(origin, isJsonObject(data) ? `a map${withKeys(Object.keys(data))}` : "broken");
  return fromList(Object.hasOwn(charts, chart) ? charts[chart] : undefined, Object.keys(charts));
}

function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { uniqueKeys: false, merge: true, logLevel: "silent" });
    return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 1000 }) as unknown);
  } catch {
    return undefined;
  }
}

function noIndex(origin: string, what: string): AddonsError {
  const hint = "check `repo` in the manifest: its address with /index.yaml behind it must give the index";
  return chartError("CHART-INDEX", `${origin}: not the index of a chart repository: it is ${what}`, hint);
}

const SHOWN_KEYS = 6;

function withKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, SHOWN_KEYS).map((key) => key.slice(0, 40));
  const more = keys.length > SHOWN_KEYS ? ", …" : "";
  return keys.length === 0 ? ` without "entries"` : ` with ${shown.join(", ")}${more}, without "entries"`;
}
