import { toIndexEntry, type IndexEntry, type ListedChart } from "./index-entry.ts";
import type { LineReader } from "./index-lines.ts";
import { parseIndexYaml } from "./parse-index-yaml.ts";
import { plainItem } from "./plain-item.ts";

/** Reads what an index.yaml lists of one chart: the lines below its name, one list item per version. */
export interface ItemReader extends LineReader {
  /** `undefined` when an item needs what stands elsewhere in the file (an alias, say). */
  result(): ListedChart | undefined;
}

const USED = /^(?:version|urls|digest|deprecated|removed|name)\s*:/;
/** Items in flow style, aliases and merges: kept whole, for the parser to say whether they can stand alone. */
const UNUSUAL = /^(?:[{*&!?]|<<\s*:)/;
/** What may stand behind a dash whose keys begin on the next line: a name for aliases, a tag, a comment. */
const BEFORE_KEYS = /^(?:[&!]\S*\s*)*(?:#.*)?$/;

/** Of an item only the keys that are used are kept. */
export function createItemReader(): ItemReader {
  const items: string[][] = [];
  /** Columns of the current item's dash and keys, and whether the current key is kept. */
  let item = { dash: -1, keys: -1, keep: false };
  const keyLine = (text: string, column: number): void => {
    if (item.keys === -1) item = { ...item, keys: column };
    const isKey = column <= item.keys && !isListItem(text);
    if (isKey) item = { ...item, keep: USED.test(unquoteKey(text)) || UNUSUAL.test(text) };
    if (item.keep) items.at(-1)?.push(" ".repeat(Math.max(0, column - item.keys)) + text);
  };
  return {
    deepest: () => (item.keys === -1 || item.keep ? Number.POSITIVE_INFINITY : Math.max(item.keys, item.dash)),
    line(raw) {
      const start = raw.trimStart();
      const text = start.trimEnd();
      const indent = raw.length - start.length;
      if (text === "" || text.startsWith("#")) {
        // Of a text over several lines it may be a part.
        if (item.keep) items.at(-1)?.push(" ".repeat(Math.max(0, indent - item.keys)) + text);
        return;
      }
      if (!isListItem(text) || (item.dash !== -1 && indent !== item.dash)) {
        keyLine(text, indent);
        return;
      }
      item = { dash: indent, keys: -1, keep: false };
      items.push([]);
      const body = text.slice(1).trimStart();
      if (!BEFORE_KEYS.test(body)) keyLine(body, indent + text.length - body.length);
    },
    result: () => entriesOf(items),
  };
}

/** A word may begin with a dash. */
export function isListItem(text: string): boolean {
  return /^-(?:\s|$)/.test(text);
}

function unquoteKey(text: string): string {
  return text.replace(/^(["'])([A-Za-z]+)\1/, "$2");
}

function entriesOf(items: readonly (readonly string[])[]): ListedChart | undefined {
  const entries: IndexEntry[] = [];
  for (const lines of items) {
    const plain = plainItem(lines);
    if (plain !== undefined) {
      entries.push(plain);
      continue;
    }
    const parsed = parseIndexYaml(lines.join("\n"));
    if ("problem" in parsed) continue;
    try {
      const entry = toIndexEntry(parsed.document.toJS());
      if (entry) entries.push(entry);
    } catch {
      return undefined;
    }
  }
  return { entries, skipped: items.length - entries.length };
}
