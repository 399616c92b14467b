import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from "yaml";
import type { Alias, Node, Pair, Scalar } from "yaml";
import { AddonsError } from "../support/addons-error.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonScalar, JsonValue } from "../support/json.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { plainKeyText, resolvePlainScalar } from "./go-yaml-scalar.ts";

/**
 * The objects of a rendered manifest, read as Helm and the API server read it: split at lines that start with
 * `---`, empty documents dropped, scalars as in go-yaml, the last of equal keys wins, `<<` merges, kinds that
 * end in `List` taken apart. Throws AddonsError RELEASE-MANIFEST.
 */
export function parseManifest(text: string): readonly KubernetesObject[] {
  return splitDocuments(text)
    .map(parseYamlAsHelm)
    .flatMap(flatten)
    .filter((object) => typeof object["kind"] === "string" && typeof object["apiVersion"] === "string");
}

export function splitDocuments(text: string): readonly string[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(/^---.*$/m)
    .filter((part) => /^[^#\s]|^\s+[^#\s]/m.test(part));
}

/** One YAML document as go-yaml v2 sees it. Throws AddonsError RELEASE-MANIFEST. */
export function parseYamlAsHelm(text: string): JsonValue {
  const document = parseDocument(text, {
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    keepSourceTokens: false,
    logLevel: "silent",
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) throw brokenManifest(`at offset ${error.pos[0]} (${error.code})`);
  return toJson(document.contents, { left: MAX_NODES, anchors: new Map() });
}

/** More nodes than any honest manifest unfolds to; aliases can multiply without bound. */
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
  if (reading.left < 0) throw brokenManifest("it unfolds to more than a million nodes");
}

function contentToJson(node: Node, reading: Reading): JsonValue {
  if (isMap(node)) return mapToJson(node.items as readonly YamlPair[], reading);
  if (isSeq(node)) return node.items.map((item) => itemToJson(item, reading));
  return isScalar(node) ? scalarToJson(node) : null;
}

function aliasToJson(alias: Alias, reading: Reading): JsonValue {
  const target = reading.anchors.get(alias.source);
  if (target === undefined) throw brokenManifest(`unknown anchor "${alias.source}"`);
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
      define(result, keyText(pair.key), toJson(pair.value, reading));
    }
  }
  return result;
}

/** As data, also for a key such as `__proto__`. */
function define(target: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
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

function keyText(key: Node): string {
  if (!isScalar(key)) throw brokenManifest("it has a key that is no scalar");
  const text = key.source ?? "";
  const resolved = key.type === "PLAIN" && !isTagged(key, "str") ? plainKeyText(text) : text;
  if (resolved === undefined) throw brokenManifest("it has a key that is null");
  return resolved;
}

function scalarToJson(node: Scalar): JsonScalar {
  const text = node.source ?? "";
  if (isTagged(node, "str")) return text;
  if (isTagged(node, "binary")) return Buffer.from(text, "base64").toString("utf8");
  return node.type === "PLAIN" || CORE_TAGS.some((tag) => isTagged(node, tag)) ? resolvePlainScalar(text) : text;
}

/** An explicit tag of these makes go-yaml resolve quoted text too. */
const CORE_TAGS = ["int", "float", "bool", "null"] as const;

function isTagged(node: Scalar, tag: string): boolean {
  return node.tag === `tag:yaml.org,2002:${tag}`;
}

function flatten(value: JsonValue): readonly KubernetesObject[] {
  if (!isJsonObject(value)) return [];
  const items = value["items"];
  const kind = value["kind"];
  if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)) return items.flatMap(flatten);
  return [value as KubernetesObject];
}

function brokenManifest(why: string): AddonsError {
  return new AddonsError("RELEASE-MANIFEST", `A rendered manifest cannot be read as YAML: ${why}.`, {
    kind: "failed",
    hint: "look at it with `helm get manifest` or `helm template`; the chart has to render valid YAML",
  });
}
