import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import { FORMATS } from "./formats.ts";
import { EngineNeeded, goRegExp } from "./go-regexp.ts";
import type { GoRegExp, RegExpEngine } from "./go-regexp.ts";
import { pointerIn } from "./schema-document.ts";
import type { SchemaDocument, SchemaResource } from "./schema-document.ts";
import { SchemaFault } from "./schema-fault.ts";
import type { OpenNode, SchemaNode } from "./schema-node.ts";
import type { SchemaStore } from "./schema-store.ts";
import { joinUrl, pointerTo } from "./schema-url.ts";

export interface Compiling {
  readonly store: SchemaStore;
  readonly engine: RegExpEngine | undefined;
  /** `by-draft`: asserted up to draft 7, as Helm has it; `always`: for the schemas that describe schemas. */
  readonly formats: "by-draft" | "always";
  readonly nodeAt: (url: string, pointer: string) => SchemaNode;
  readonly document: SchemaDocument;
  readonly resource: SchemaResource;
  readonly pointer: string;
}

/** Fills a node from its keywords, as far as its draft knows them. */
export function compileKeywords(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  const { draft } = node;
  const ref = referred(schema["$ref"], compiling);
  if (ref !== undefined) node.ref = ref;
  const { const: constant } = schema;
  if (draft >= 6 && constant !== undefined) node.constant = constant;
  // In old drafts nothing else counts beside a reference; that the constant does is a quirk of Helm's library.
  if (draft < 2019 && ref !== undefined) return;
  compileCombinations(node, schema, compiling);
  compileProperties(node, schema, compiling);
  compileItems(node, schema, compiling);
  compileAssertions(node, schema, compiling);
  if (draft >= 7) compileCondition(node, schema, compiling);
  if (draft === 2019 || draft === 2020) compileNewest(node, schema, compiling);
}

function referred(reference: JsonValue | undefined, compiling: Compiling): SchemaNode | undefined {
  if (typeof reference !== "string") return undefined;
  const { document, resource, store, nodeAt } = compiling;
  const { url, fragment } = joinUrl(resource.id, reference);
  const inside =
    url === document.url ? document.resources.get("") : [...document.resources.values()].find(({ id }) => id === url);
  if (inside !== undefined) return nodeAt(document.url, pointerIn(inside, fragment));
  const root = store.document(url).resources.get("");
  if (root === undefined || store.external.has(url)) return nodeAt(url, "");
  return nodeAt(url, pointerIn(root, fragment));
}

function compileCombinations(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  for (const keyword of ["allOf", "anyOf", "oneOf"] as const) {
    const list = listOf(keyword, schema, compiling);
    if (list !== undefined) node[keyword] = list;
  }
  const not = single("not", schema, compiling);
  if (not !== undefined) node.not = not;
}

function compileProperties(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  const properties = mapOf("properties", schema, compiling);
  if (properties !== undefined) node.properties = properties;
  const patterns = mapOf("patternProperties", schema, compiling);
  if (patterns !== undefined) {
    node.patternProperties = [...patterns].map(([text, inner]) => ({ pattern: regExp(text, compiling), node: inner }));
  }
  const more = boolOrSingle("additionalProperties", schema, compiling);
  if (more !== undefined) node.additionalProperties = more;
  const names = node.draft >= 6 ? single("propertyNames", schema, compiling) : undefined;
  if (names !== undefined) node.propertyNames = names;
  compileDependencies(node, schema, compiling);
}

function compileDependencies(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  const found: { readonly key: string; readonly needs: readonly string[] | SchemaNode }[] = [];
  const keywords = node.draft >= 2019 ? ["dependencies", "dependentRequired", "dependentSchemas"] : ["dependencies"];
  for (const keyword of keywords) {
    const map = schema[keyword];
    if (!isJsonObject(map)) continue;
    for (const [key, value] of Object.entries(map)) {
      const needs = Array.isArray(value)
        ? strings(value)
        : compiling.nodeAt(compiling.document.url, pointerTo(compiling.pointer, keyword, key));
      found.push({ key, needs });
    }
  }
  if (found.length > 0) node.dependencies = found;
}

function compileItems(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  const { draft } = node;
  const isTuple = draft < 2020 && Array.isArray(schema["items"]);
  const tuple = isTuple ? listOf("items", schema, compiling) : undefined;
  const prefix = draft === 2020 ? listOf("prefixItems", schema, compiling) : undefined;
  const rest = isTuple ? boolOrSingle("additionalItems", schema, compiling) : single("items", schema, compiling);
  if ((tuple ?? prefix) !== undefined) node.tuple = tuple ?? prefix ?? [];
  if (rest !== undefined) node.restItems = rest;
  const contains = draft >= 6 ? single("contains", schema, compiling) : undefined;
  if (contains !== undefined) node.contains = contains;
}

function compileAssertions(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  const { type, pattern } = schema;
  const types = strings([type].flat()).filter((name) => TYPES.has(name));
  if (types.length > 0) node.types = types;
  if (Array.isArray(schema["enum"])) node.enumeration = schema["enum"] as readonly JsonValue[];
  if (typeof pattern === "string") node.pattern = regExp(pattern, compiling);
  if (Array.isArray(schema["required"])) node.required = strings(schema["required"]);
  const { format } = schema;
  if (typeof format === "string" && (compiling.formats === "always" || node.draft < 2019)) {
    const check = format === "regex" ? isRegExp(compiling) : FORMATS.get(format);
    if (check !== undefined) node.format = { name: format, check };
  }
}

const TYPES: ReadonlySet<string> = new Set(["null", "boolean", "number", "integer", "string", "array", "object"]);

function compileCondition(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  const when = single("if", schema, compiling);
  if (when === undefined) return;
  const met = schema["if"] === false ? undefined : single("then", schema, compiling);
  const unmet = schema["if"] === true ? undefined : single("else", schema, compiling);
  node.condition = { when, met, unmet };
}

function compileNewest(node: OpenNode, schema: JsonObject, compiling: Compiling): void {
  const recursive = referred(schema["$recursiveRef"], compiling);
  if (recursive !== undefined) node.recursiveRef = recursive;
  const items = single("unevaluatedItems", schema, compiling);
  if (items !== undefined) node.unevaluatedItems = items;
  const properties = single("unevaluatedProperties", schema, compiling);
  if (properties !== undefined) node.unevaluatedProperties = properties;
  const { $dynamicRef: reference } = schema;
  const dynamic = node.draft === 2020 ? referred(reference, compiling) : undefined;
  if (dynamic === undefined || typeof reference !== "string") return;
  node.dynamicRef = { node: dynamic, anchor: /#([^/][^]*)$/.exec(reference)?.[1] };
}

function single(keyword: string, schema: JsonObject, { nodeAt, document, pointer }: Compiling): SchemaNode | undefined {
  return Object.hasOwn(schema, keyword) ? nodeAt(document.url, pointerTo(pointer, keyword)) : undefined;
}

function boolOrSingle(keyword: string, schema: JsonObject, compiling: Compiling): boolean | SchemaNode | undefined {
  const value = schema[keyword];
  return typeof value === "boolean" ? value : single(keyword, schema, compiling);
}

function listOf(keyword: string, schema: JsonObject, compiling: Compiling): readonly SchemaNode[] | undefined {
  const value = schema[keyword];
  const { nodeAt, document, pointer } = compiling;
  if (!Array.isArray(value)) return undefined;
  return value.map((_, index) => nodeAt(document.url, pointerTo(pointer, keyword, String(index))));
}

function mapOf(
  keyword: string,
  schema: JsonObject,
  { nodeAt, document, pointer }: Compiling,
): ReadonlyMap<string, SchemaNode> | undefined {
  const value = schema[keyword];
  if (!isJsonObject(value)) return undefined;
  return new Map(Object.keys(value).map((key) => [key, nodeAt(document.url, pointerTo(pointer, keyword, key))]));
}

function regExp(pattern: string, { engine }: Compiling): GoRegExp {
  try {
    return goRegExp(pattern, engine);
  } catch (error) {
    if (error instanceof EngineNeeded) throw error;
    throw new SchemaFault(`${JSON.stringify(pattern)} is no regular expression of Go`);
  }
}

function isRegExp(compiling: Compiling): (text: string) => boolean {
  return (text) => {
    try {
      regExp(text, compiling);
      return true;
    } catch (error) {
      if (error instanceof SchemaFault) return false;
      throw error;
    }
  };
}

function strings(values: readonly (JsonValue | undefined)[]): readonly string[] {
  return values.filter((value) => typeof value === "string");
}
