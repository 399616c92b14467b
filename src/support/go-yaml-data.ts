import { isAlias, isMap, isPair, isScalar, isSeq } from "yaml";
import type { Alias, Node, Pair, ParseOptions, DocumentOptions, Scalar, SchemaOptions } from "yaml";
import { plainKeyText, resolvePlainScalar } from "./go-yaml-scalar.ts";
import { isJsonObject } from "./json.ts";
import type { JsonScalar, JsonValue } from "./json.ts";

/**
 * The content of a document as Go's YAML (sigs.k8s.io/yaml) sees it: its scalars, the last of equal keys wins, `<<` merges.
 * Throws GoYamlError.
 */
export function goYamlData(contents: Node | null): JsonValue {
  return toJson(contents, { left: MAX_NODES, anchors: new Map() });
}

/** How a document is parsed for `goYamlData`: scalars stay as they are written. */
export const GO_YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  schema: "failsafe",
  uniqueKeys: false,
  merge: false,
  keepSourceTokens: false,
  logLevel: "silent",
  prettyErrors: false,
};

/** Why Go's YAML would refuse a document; thrown by `goYamlData` alone. */
export class GoYamlError extends Error {}

/** More nodes than any honest document unfolds to; aliases can multiply without bound. */
const MAX_NODES = 1_000_000;

interface Reading {
  left: number;
  /** The latest value of each anchor so far, and how many nodes it is. */
  readonly anchors: Map<string, { readonly value: JsonValue; readonly size: number }>;
}

function toJson(node: Node | null | undefined, reading: Reading): JsonValue {
  spend(reading, 1);
  if (node === null || node === undefined) return null;
  if (isAlias(node)) return aliasToJson(node, reading);
  const before = reading.left;
  const value = contentToJson(node, reading);
  const anchor = "anchor" in node ? node.anchor : undefined;
  if (anchor !== undefined) reading.anchors.set(anchor, { value, size: before - reading.left });
  return value;
}

function spend(reading: Reading, nodes: number): void {
  reading.left -= nodes;
  if (reading.left < 0) throw new GoYamlError("it unfolds to more than a million nodes");
}

function contentToJson(node: Node, reading: Reading): JsonValue {
  if (isMap(node)) return mapToJson(node.items as readonly YamlPair[], reading);
  if (isSeq(node)) return node.items.map((item) => itemToJson(item, reading));
  return isScalar(node) ? scalarToJson(node) : null;
}

function aliasToJson(alias: Alias, reading: Reading): JsonValue {
  const target = reading.anchors.get(alias.source);
  if (target === undefined) throw new GoYamlError(`unknown anchor "${alias.source}"`);
  spend(reading, target.size);
  return target.value;
}

/** Sequences with an explicit map-like tag hold bare pairs. */
function itemToJson(item: unknown, reading: Reading): JsonValue {
  return isPair(item) ? mapToJson([item as YamlPair], reading) : toJson(item as Node, reading);
}

type YamlPair = Pair<Node, Node | null>;

function mapToJson(pairs: readonly YamlPair[], reading: Reading): JsonValue {
  const result: Record<string, JsonValue> = {};
  for (const pair of pairs) {
    if (isMerge(pair)) {
      for (const [key, value] of mergedEntries(pair, reading)) define(result, key, value);
    } else {
      define(result, goYamlKey(pair.key), toJson(pair.value, reading));
    }
  }
  return result;
}

/** As data, also for a key such as `__proto__`. */
function define(target: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

function isMerge(pair: YamlPair): boolean {
  return isScalar(pair.key) && pair.key.value === "<<" && pair.key.type === "PLAIN";
}

/** Of several merged maps the first that has a key wins. */
function mergedEntries(pair: YamlPair, reading: Reading): readonly (readonly [string, JsonValue])[] {
  const merged = toJson(pair.value, reading);
  const maps = Array.isArray(merged) ? [...merged].reverse() : [merged];
  return maps.filter(isJsonObject).flatMap((map) => Object.entries(map));
}

/** A key of a map as text. Throws GoYamlError. */
function goYamlKey(key: Node): string {
  if (!isScalar(key)) throw new GoYamlError("it has a key that is no scalar");
  const text = key.source ?? "";
  const resolved = key.type === "PLAIN" && !isTagged(key, "str") ? plainKeyText(text) : text;
  if (resolved === undefined) throw new GoYamlError("it has a key that is null");
  return resolved;
}

function scalarToJson(node: Scalar): JsonScalar {
  const text = node.source ?? "";
  if (isTagged(node, "str")) return text;
  if (isTagged(node, "binary")) return Buffer.from(text, "base64").toString("utf8");
  return node.type === "PLAIN" || CORE_TAGS.some((tag) => isTagged(node, tag)) ? resolvePlainScalar(text) : text;
}

/** An explicit tag of these makes Go's YAML resolve quoted text too. */
const CORE_TAGS = ["int", "float", "bool", "null"] as const;

function isTagged(node: Scalar, tag: string): boolean {
  return node.tag === `tag:yaml.org,2002:${tag}`;
}
