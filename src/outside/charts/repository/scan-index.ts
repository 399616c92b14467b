import type { Range } from "./index-file.ts";
import type { LineReader } from "./index-lines.ts";
import { isListItem } from "./read-items.ts";

/**
 * Finds where in an index.yaml each chart is listed, without parsing it (public indexes reach 20 MB and more). The scanner
 * knows block style as every generator writes it: `entries:` at the margin, chart names one level in. What is listed is
 * read by read-items.ts, for the charts that are asked for. Anything else is left to a whole parse (read-whole-index.ts).
 */
export interface IndexScanner extends LineReader {
  /** At the end, with the size of the file. */
  result(size: number): ScannedIndex;
}

export interface ScannedIndex {
  readonly entries: "missing" | "block" | "other-style";
  /** Keys at the margin: what it is when it is no index. */
  readonly keys: readonly string[];
  /** By name, the line of the name and what is below it. */
  readonly sections: ReadonlyMap<string, Range>;
  /** The first key that stands there once more, where YAML has each once: `entries`, or the name of a chart. */
  readonly repeated?: string;
}

const MAX_KEYS = 20;

export function createIndexScanner(): IndexScanner {
  const charts = createSections();
  let repeatedKey: string | undefined;
  const keys: string[] = [];
  let entries: ScannedIndex["entries"] = "missing";
  let section: "other" | "entries" = "other";
  let chartIndent = -1;

  const atMargin = (text: string): void => {
    const key = /^["']?entries["']?\s*:\s*(.*)$/.exec(text);
    section = key ? "entries" : "other";
    const margin = /^["']?([A-Za-z][\w.-]{0,60})["']?\s*:(?:\s|$)/.exec(text)?.[1];
    if (margin !== undefined && keys.length < MAX_KEYS) keys.push(margin);
    if (key && entries !== "missing") repeatedKey = "entries";
    if (key) entries = key[1] === "" || key[1]?.startsWith("#") ? "block" : "other-style";
  };
  const startChart = (text: string, start: number): void => {
    const name = chartName(text);
    if (name === undefined || name.rest !== "") entries = "other-style";
    charts.start(name?.key ?? text, start);
  };
  return {
    deepest: () => (section === "other" ? 0 : chartIndent === -1 ? Number.POSITIVE_INFINITY : chartIndent),
    line(raw, position) {
      const start = raw.trimStart();
      const text = start.trimEnd();
      if (text === "" || text.startsWith("#")) return;
      const indent = raw.length - start.length;
      const isItem = isListItem(text);
      if (indent === 0 && !(section === "entries" && isItem)) {
        charts.end(position);
        atMargin(text);
      } else if (section === "entries" && !isItem && (chartIndent === -1 || indent <= chartIndent)) {
        chartIndent = indent;
        startChart(text, position);
      }
    },
    result(size) {
      charts.end(size);
      const repeated = repeatedKey ?? charts.repeated();
      return { entries, keys, sections: charts.found, ...(repeated === undefined ? {} : { repeated }) };
    },
  };
}

interface Sections {
  readonly found: ReadonlyMap<string, Range>;
  start(name: string, position: number): void;
  /** Of the section that was started last, if it has none yet. */
  end(position: number): void;
  repeated(): string | undefined;
}

function createSections(): Sections {
  const found = new Map<string, Range>();
  let repeated: string | undefined;
  let open: { readonly name: string; readonly start: number } | undefined;
  const end = (position: number): void => {
    if (open === undefined) return;
    if (found.has(open.name)) repeated ??= open.name;
    found.set(open.name, { start: open.start, end: position });
    open = undefined;
  };
  return {
    found,
    start(name, position) {
      end(position);
      open = { name, start: position };
    },
    end,
    repeated: () => repeated,
  };
}

/** `name:` with what follows the colon. */
function chartName(text: string): { key: string; rest: string } | undefined {
  const found = /^(?:"([^"\\]*)"|'([^']*)'|([^\s"'[{&*!|>%@`][^:]*))\s*:(?:\s+(.*))?$/.exec(text);
  const key = found?.[1] ?? found?.[2] ?? found?.[3];
  const rest = found?.[4] ?? "";
  return key === undefined ? undefined : { key: key.trim(), rest: NOTHING.test(rest) ? "" : rest };
}

/** A chart without versions, and what stands in front of those on the next lines. */
const NOTHING = /^(?:\[\s*\]|~|null)?\s*(?:#.*)?$/;
