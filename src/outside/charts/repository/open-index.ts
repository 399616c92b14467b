import { once, onceFor } from "../../../support/once.ts";
import { describeBytes } from "../archive/describe-bytes.ts";
import { listedChart, type ListedChart } from "./index-entry.ts";
import { readIndexFile, readRange, unlessGone, type OpenedFile, type Range } from "./index-file.ts";
import { createLines } from "./index-lines.ts";
import { noIndex, withKeys } from "./no-index.ts";
import { createItemReader, type ItemReader } from "./read-items.ts";
import type { KnownIndex, OpenedIndex } from "./opened-index.ts";
import { readWholeIndex } from "./read-whole-index.ts";
import { createIndexScanner, type ScannedIndex } from "./scan-index.ts";
import { createJsonIndexScanner, type ScannedJsonIndex } from "./scan-json-index.ts";

/**
 * Goes through an index once, in little memory, and notes where each chart is listed: only the parts of charts that are
 * asked for are read. `undefined` when the file has not the digest it should have, or is gone. Throws AddonsError
 * CHART-INDEX for what is no index; `origin` says where it came from.
 */
export async function openIndex(
  file: OpenedFile & { readonly digest: string },
  origin: string,
): Promise<OpenedIndex | undefined> {
  const lines = createIndexScanner();
  const json = createJsonIndexScanner();
  let start = Buffer.alloc(0);
  const read = await unlessGone(() =>
    readIndexFile(file, {
      start(bytes) {
        start = Buffer.from(bytes);
        return isJson(bytes) ? "chunks" : "lines";
      },
      deepest: () => lines.deepest(),
      line: (text, position) => lines.line(text, position),
      chunk: (bytes, position) => json.chunk(bytes, position),
    }),
  );
  if (read === undefined) return undefined;
  if ("problem" in read) throw noIndex(origin, `${describeBytes(start)}, and ${read.problem}`);
  if (read.digest !== file.digest) return undefined;
  const known: KnownIndex = { ...file, ...read, origin };
  if (isJson(start)) return openJson(known, json.result());
  const scanned = lines.result(read.size);
  if (scanned.entries === "missing") throw noIndex(origin, `${describeBytes(start)}${withKeys(scanned.keys)}`);
  if (scanned.entries === "other-style") return await readWholeIndex(known);
  if (scanned.repeated !== undefined) throw noIndex(origin, `YAML that has ${scanned.repeated} twice`);
  return openBlocks(known, scanned);
}

function isJson(start: Buffer): boolean {
  return start.toString("latin1").trimStart().startsWith("{");
}

/** A YAML flow map also starts with a brace. */
async function openJson(file: KnownIndex, scanned: ScannedJsonIndex): Promise<OpenedIndex | undefined> {
  const { form, keys, entries, sections } = scanned;
  if (form === "broken") return await readWholeIndex(file);
  if (entries === "other") throw noIndex(file.origin, `JSON whose "entries" are no map`);
  if (entries === "missing") throw noIndex(file.origin, `JSON${withKeys(keys)}`);
  return openSections(file, sections, async (range) => {
    const pieces: Buffer[] = [];
    const result = await readRange(file, range, (bytes) => void pieces.push(Buffer.from(bytes)));
    return result === "changed" ? "changed" : parseJson(Buffer.concat(pieces).toString("utf8"));
  });
}

function parseJson(text: string): ListedChart | "needs-whole" {
  try {
    return listedChart(JSON.parse(text) as unknown);
  } catch {
    return "needs-whole";
  }
}

function openBlocks(file: KnownIndex, { sections }: ScannedIndex): OpenedIndex {
  return openSections(file, sections, async (range) => {
    const items = createItemReader();
    const read = await readItems(file, range, items);
    return read === "changed" ? "changed" : (items.result() ?? "needs-whole");
  });
}

/** The first line of a section is the name. */
async function readItems(file: KnownIndex, range: Range, items: ItemReader): Promise<"read" | "changed"> {
  const lines = createLines({
    deepest: () => items.deepest(),
    line: (text, position) => position > range.start && items.line(text, position),
  });
  let position = range.start;
  const result = await readRange(file, range, (bytes) => {
    lines.push(bytes, position);
    position += bytes.length;
  });
  lines.end();
  return result;
}

/** Each chart is read once; what cannot be read by itself is looked for in a parse of the whole. */
function openSections(
  file: KnownIndex,
  sections: ReadonlyMap<string, Range>,
  read: (where: Range) => Promise<ListedChart | "changed" | "needs-whole">,
): OpenedIndex {
  const charts = new Map<string, Promise<ListedChart | undefined>>();
  const whole = once(() => readWholeIndex(file));
  const readChart = async (name: string): Promise<ListedChart | undefined> => {
    const where = sections.get(name);
    const listed = where === undefined ? NOTHING : await unlessGone(() => read(where));
    return listed === "needs-whole" ? await (await whole())?.chart(name) : listed === "changed" ? undefined : listed;
  };
  return { names: [...sections.keys()], chart: (name) => onceFor(charts, name, () => readChart(name)) };
}

const NOTHING: ListedChart = { entries: [], skipped: 0 };
