/**
 * Finds one chart's entries in an index.yaml without parsing the rest (public indexes reach 20 MB and more). The scanner
 * knows block style as every generator writes it: `entries:` at the margin, chart names one level in, one list item per
 * version. Of an item only the keys that are used are kept. Anything else is left to a whole parse (read-index.ts).
 */
export interface IndexScanner {
  /** Whether a line that is indented so far cannot matter where the scan is now. */
  skips(indent: number): boolean;
  /** One line without its line end. */
  line(text: string): void;
  result(): ScannedIndex;
}

export interface ScannedIndex {
  readonly entries: "missing" | "block" | "other-style";
  /** Keys at the margin: what it is when it is no index. */
  readonly keys: readonly string[];
  /** Names of all charts. */
  readonly names: readonly string[];
  /** One YAML map per version of the wanted chart, reduced to the keys that are used. */
  readonly items: readonly string[];
}

const MAX_KEYS = 20;
const USED = /^(?:version|urls|digest|deprecated|removed|name)\s*:/;
/** Items in flow style, aliases and merges: kept whole, for the parser to say whether they can stand alone. */
const UNUSUAL = /^(?:[{*&!?]|<<\s*:)/;

export function createIndexScanner(wanted: string): IndexScanner {
  const names: string[] = [];
  const keys: string[] = [];
  const items = createItemCollector();
  let entries: ScannedIndex["entries"] = "missing";
  let section: "other" | "entries" = "other";
  let chartIndent = -1;
  let inWanted = false;

  const atMargin = (text: string): void => {
    const key = /^["']?entries["']?\s*:\s*(.*)$/.exec(text);
    section = key ? "entries" : "other";
    const margin = /^["']?([A-Za-z][\w.-]{0,60})["']?\s*:(?:\s|$)/.exec(text)?.[1];
    if (margin !== undefined && keys.length < MAX_KEYS) keys.push(margin);
    if (key) entries = key[1] === "" || key[1]?.startsWith("#") ? "block" : "other-style";
  };
  const startChart = (text: string, indent: number): void => {
    chartIndent = indent;
    const name = chartName(text);
    if (name === undefined || name.rest !== "") entries = "other-style";
    names.push(name?.key ?? text);
    inWanted = name?.key === wanted;
  };
  return {
    skips: (indent) => indent > 0 && (section === "other" || (!inWanted && chartIndent !== -1 && indent > chartIndent)),
    line(raw) {
      const start = raw.trimStart();
      const text = start.trimEnd();
      if (text === "" || text.startsWith("#")) return;
      const indent = raw.length - start.length;
      const isItem = text.startsWith("-");
      if (indent === 0 && !(section === "entries" && isItem)) atMargin(text);
      else if (section === "other") return;
      else if (!isItem && (chartIndent === -1 || indent <= chartIndent)) startChart(text, indent);
      else if (inWanted) items.line(text, indent);
    },
    result: () => ({ entries, keys, names, items: items.texts() }),
  };
}

/** The lines of the wanted chart, cut into list items, of which only the used keys are kept. */
function createItemCollector(): { line(text: string, indent: number): void; texts(): readonly string[] } {
  const items: string[][] = [];
  /** Columns of the current item's dash and keys, and whether the current key is kept. */
  let item = { dash: -1, keys: -1, keep: false };
  const keyLine = (text: string, column: number): void => {
    if (item.keys === -1) item = { ...item, keys: column };
    const isKey = column <= item.keys && !text.startsWith("- ") && text !== "-";
    if (isKey) item = { ...item, keep: USED.test(unquoteKey(text)) || UNUSUAL.test(text) };
    if (item.keep) items.at(-1)?.push(" ".repeat(Math.max(0, column - item.keys)) + text);
  };
  return {
    line(text, indent) {
      if (!text.startsWith("-") || (item.dash !== -1 && indent !== item.dash)) {
        keyLine(text, indent);
        return;
      }
      item = { dash: indent, keys: -1, keep: false };
      items.push([]);
      const body = text.slice(1).trimStart();
      if (body !== "") keyLine(body, indent + text.length - body.length);
    },
    texts: () => items.map((lines) => lines.join("\n")),
  };
}

/** `name:` with what follows the colon. */
function chartName(text: string): { key: string; rest: string } | undefined {
  const found = /^(?:"([^"\\]*)"|'([^']*)'|([^\s"'[{&*!|>%@`][^:]*))\s*:(?:\s+(.*))?$/.exec(text);
  const key = found?.[1] ?? found?.[2] ?? found?.[3];
  const rest = found?.[4] ?? "";
  return key === undefined ? undefined : { key: key.trim(), rest: rest.startsWith("#") ? "" : rest };
}

function unquoteKey(text: string): string {
  return text.replace(/^(["'])([A-Za-z]+)\1/, "$2");
}
