import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Document, Node, Pair, Scalar, YAMLMap } from "yaml";
import type { SourcePosition } from "./problem.ts";

/** Keys of maps and indexes of lists, from the root. */
export type YamlPath = readonly (string | number)[];

/** Where things stand in a document. */
export interface YamlPlaces {
  /** Where a path's key or value starts (default: value); for a path that is not there, the key of its nearest ancestor. */
  at(path: YamlPath, part?: "key" | "value"): SourcePosition;
  /** Where the character at `offset` of the string at `path` stands: inside quotes, and on the right line of a block. */
  atOffset(path: YamlPath, offset: number): SourcePosition;
  /** The scalar at `path` as it is written, without quotes: `1.10` where the data has 1.1. */
  written(path: YamlPath): string | undefined;
}

interface Found {
  readonly node: Node | null;
  /** Key of the last step, or the list item itself. */
  readonly key: Node | null;
  readonly complete: "complete" | "ancestor";
}

export function yamlPlaces(
  document: Document.Parsed,
  text: string,
  place: (offset: number) => SourcePosition,
): YamlPlaces {
  const find = finder(document);
  const start = (node: Node | null): SourcePosition => place(node?.range?.[0] ?? 0);
  return {
    at(path, part = "value") {
      const { node, key, complete } = find(path);
      const empty = node === null || node.range?.[0] === node.range?.[1];
      return start(complete === "ancestor" || part === "key" || empty ? (key ?? node) : node);
    },
    atOffset(path, offset) {
      const { node, key, complete } = find(path);
      if (complete === "ancestor" || !isScalar(node) || typeof node.value !== "string") return start(key ?? node);
      return place(sourceOffset(node as Scalar<string>, text, offset));
    },
    written(path) {
      const { node, complete } = find(path);
      return complete === "complete" && isScalar(node) ? node.source : undefined;
    },
  };
}

function finder(document: Document.Parsed): (path: YamlPath) => Found {
  const maps = new WeakMap<YAMLMap, ReadonlyMap<string, Pair<Node, Node | null>>>();
  const anchors = new Map<string, Node>();
  collectAnchors(document.contents, anchors);
  const follow = (node: Node | null): Node | null => (isAlias(node) ? (anchors.get(node.source) ?? node) : node);
  const pairs = (map: YAMLMap): ReadonlyMap<string, Pair<Node, Node | null>> => {
    const known = maps.get(map);
    if (known !== undefined) return known;
    const items = map.items as Pair<Node, Node | null>[];
    const made = new Map(items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : "", pair]));
    maps.set(map, made);
    return made;
  };
  return (path) => {
    let node: Node | null = document.contents;
    let key: Node | null = null;
    for (const step of path) {
      const inside: Node | null = follow(node);
      const pair = isMap(inside) ? pairs(inside).get(String(step)) : undefined;
      const item = isSeq(inside) && typeof step === "number" ? (inside.items[step] as Node | undefined) : undefined;
      if (pair === undefined && item === undefined) return { node, key, complete: "ancestor" };
      key = pair?.key ?? item ?? null;
      node = pair === undefined ? (item ?? null) : pair.value;
    }
    return { node: follow(node), key, complete: "complete" };
  };
}

/** By name; a name that is given twice keeps its first place, which is enough to point a reader at. */
function collectAnchors(node: Node | null, anchors: Map<string, Node>): void {
  if (node === null || isAlias(node)) return;
  const anchor = "anchor" in node && typeof node.anchor === "string" ? node.anchor : undefined;
  if (anchor !== undefined && !anchors.has(anchor)) anchors.set(anchor, node);
  if (isMap(node)) for (const pair of node.items) collectAnchors(pair.value as Node | null, anchors);
  if (isSeq(node)) for (const item of node.items) collectAnchors(item as Node, anchors);
}

/**
 * Offset in the file of character `offset` of a scalar's value. Folding and indentation change white space only, so the
 * n-th other character of the value is the n-th one of the source, once quotes and escapes are counted as what they mean.
 */
function sourceOffset(node: Scalar<string>, text: string, offset: number): number {
  const [from, to] = node.range ?? [0, 0];
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  const begin = isBlock ? text.indexOf("\n", from) + 1 : from + (node.type === "PLAIN" ? 0 : 1);
  let wanted = node.value.slice(0, offset).replaceAll(/\s/g, "").length;
  const piece = pieces(node.type);
  piece.lastIndex = begin;
  for (let match = piece.exec(text); match !== null && match.index < to; match = piece.exec(text)) {
    const blank = /^(?:\s|\\[ tnrv_NLP\r\n\t])/.test(match[0]);
    if (blank) continue;
    if (wanted === 0) return match.index;
    wanted -= match[0].startsWith("\\U") ? String.fromCodePoint(Number.parseInt(match[0].slice(2), 16)).length : 1;
  }
  return from;
}

function pieces(type: Scalar["type"]): RegExp {
  if (type === "QUOTE_SINGLE") return /''|[^]/g;
  if (type === "QUOTE_DOUBLE") return /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|[^])|[^]/g;
  return /[^]/g;
}
