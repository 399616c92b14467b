import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import type { Document, Node, Pair } from "yaml";
import { GO_YAML_OPTIONS, goYamlData, GoYamlError } from "../support/go-yaml-data.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import { once } from "../support/once.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { merge } from "../values/merge.ts";
import type { ChartDefaults } from "./chart.ts";

export const NO_DEFAULTS: ChartDefaults = { data: {}, comment: () => undefined, position: () => undefined };

/** values.yaml as Helm reads it: several documents are merged, later ones win; tolerant where Helm is. */
export function readDefaults(bytes: Uint8Array): ChartDefaults {
  const text = new TextDecoder().decode(bytes);
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { ...GO_YAML_OPTIONS, lineCounter: lines });
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  const read = readDocuments(documents);
  if (typeof read === "string") return { ...NO_DEFAULTS, broken: read };
  const textLines = once(() => text.split(/\r?\n/));
  return {
    data: read,
    comment(path) {
      const found = find(documents, path);
      return found && commentOf(found, { text, lines: textLines(), line: lines.linePos(found.start).line });
    },
    position(path) {
      const found = find(documents, path);
      if (found === undefined) return undefined;
      const { line, col } = lines.linePos(found.start);
      return { line, column: col };
    },
  };
}

/** The values, or why Helm would not take them. */
function readDocuments(documents: readonly Document.Parsed[]): JsonObject | string {
  let data: JsonObject = {};
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) return error.message.split("\n")[0] ?? error.code;
    try {
      const next = goYamlData(document.contents);
      if (next !== null && !isJsonObject(next)) return "it is not a map";
      data = next === null ? data : merge(data, next, "keep-null");
    } catch (thrown) {
      if (thrown instanceof GoYamlError) return thrown.message;
      throw thrown;
    }
  }
  return data;
}

interface Place {
  /** Offset of the key. */
  readonly start: number;
  /** Where the rest of its line begins: behind a scalar, or behind the key of a map or list. */
  readonly end: number;
}

function find(documents: readonly Document.Parsed[], path: YamlPath): Place | undefined {
  for (const document of documents) {
    const found = findIn(document.contents, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findIn(contents: Node | null, path: YamlPath): Place | undefined {
  let found: Found | undefined = { key: null, node: contents };
  for (const step of path) {
    found = found && inside(found.node, step);
  }
  const start = found?.key?.range?.[0];
  if (found === undefined || start === undefined) return undefined;
  const last = isScalar(found.node) ? found.node : found.key;
  return { start, end: last?.range?.[1] ?? start };
}

interface Found {
  /** The key of a pair, or the item of a list. */
  readonly key: Node | null;
  readonly node: Node | null;
}

function inside(node: Node | null, step: string | number): Found | undefined {
  if (isMap(node)) {
    const pairs = node.items as readonly Pair<Node, Node | null>[];
    const pair = pairs.findLast(({ key }) => isScalar(key) && key.source === String(step));
    return pair && { key: pair.key, node: pair.value };
  }
  const item = isSeq(node) && typeof step === "number" ? (node.items[step] as Node | undefined) : undefined;
  return item && { key: item, node: item };
}

interface Source {
  readonly text: string;
  readonly lines: readonly string[];
  /** Of the key, from 1. */
  readonly line: number;
}

/** The comment lines right above a key, and the comment at the end of its line. */
function commentOf({ end }: Place, { text, lines, line }: Source): string | undefined {
  const above: string[] = [];
  for (let index = line - 2; index >= 0; index--) {
    const comment = /^\s*#+ ?(.*)$/.exec(lines[index] ?? "")?.[1];
    if (comment === undefined) break;
    above.unshift(comment.trimEnd());
  }
  const behind = /^:?[^\S\n]*[^\S\n]#+ ?([^\r\n]*)/.exec(text.slice(end, end + 2000))?.[1]?.trimEnd();
  const all = [...above, ...(behind === undefined ? [] : [behind])].join("\n").trim();
  return all === "" ? undefined : all;
}
