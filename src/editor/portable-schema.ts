import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import type { Extent } from "./extent.ts";
import { cutLoops } from "./cut-loops.ts";
import { editorKeywords } from "./editor-keywords.ts";
import { acceptReferences } from "./accept-references.ts";
import { findReference, type SchemaPlace } from "./find-reference.ts";

/** A schema that stands for itself: every `$ref` in it names one of `definitions`. */
export interface PortableSchema {
  readonly schema: JsonValue;
  /** By name; to be put into `definitions` of the document that uses them. */
  readonly definitions: Readonly<Record<string, JsonValue>>;
}

/**
 * A chart's values.schema.json of any draft (04 to 2020-12) as draft 7 for editors. Names of definitions start with `prefix`,
 * so that many charts fit into one document. It is looser than the original where a layer of values cannot be judged
 * by itself, never stricter: conditions and exclusions only offer keys, and what another address would have to say is open.
 */
export function portableSchema(root: JsonValue, prefix: string): PortableSchema {
  const definitions: Record<string, JsonValue> = {};
  const walk: Walk = { root, prefix, names: new Map(), definitions, siblings: siblingsOfReferences(root) };
  const schema = convert(walk, root, { base: "", extent: "part" });
  return { schema, definitions: cutLoops(definitions) };
}

interface Walk {
  readonly root: JsonValue;
  readonly prefix: string;
  /** Names of definitions by what they were made from. */
  readonly names: Map<string, string>;
  readonly definitions: Record<string, JsonValue>;
  readonly siblings: "count" | "are-ignored";
}

interface Place {
  /** JSON pointer of the part that `#/…` starts from. */
  readonly base: string;
  readonly extent: Extent;
}

/** Up to draft 7 what stands beside `$ref` says nothing. */
function siblingsOfReferences(root: JsonValue): Walk["siblings"] {
  const draft = isJsonObject(root) ? root["$schema"] : undefined;
  return typeof draft === "string" && /draft-0[3467]/.test(draft) ? "are-ignored" : "count";
}

function convert(walk: Walk, schema: JsonValue | undefined, place: Place): JsonValue {
  if (!isJsonObject(schema)) return schema === false ? false : {};
  const reference = schema["$ref"] ?? schema["$dynamicRef"] ?? schema["$recursiveRef"];
  if (typeof reference === "string") return convertReference(walk, { schema, reference }, place);
  return convertNode(walk, schema, place);
}

function convertReference(
  walk: Walk,
  node: { readonly schema: JsonObject; readonly reference: string },
  place: Place,
): JsonValue {
  const { $ref: _ref, $dynamicRef: _dynamic, $recursiveRef: _recursive, ...rest } = node.schema;
  const target = definitionOf(walk, node.reference, place);
  if (walk.siblings === "are-ignored") return { ...annotations(rest), ...target };
  const { allOf, ...own } = asObject(convertNode(walk, rest, place));
  if (target === undefined) return allOf === undefined ? own : { ...own, allOf };
  const isPlain = allOf === undefined && Object.keys(own).every((key) => ANNOTATIONS.has(key));
  return isPlain ? { ...own, ...target } : { ...own, allOf: [target, ...asList(allOf)] };
}

/** Nothing for what is not in this document: no other address is ever asked. */
function definitionOf(walk: Walk, reference: string, { base, extent }: Place): JsonObject | undefined {
  const found = findReference(walk.root, reference, base);
  if (found === undefined) return undefined;
  return { $ref: `#/definitions/${nameOf(walk, found, extent)}` };
}

function nameOf(walk: Walk, found: SchemaPlace, extent: Extent): string {
  const key = `${extent} ${found.pointer}`;
  const known = walk.names.get(key);
  if (known !== undefined) return known;
  const words = found.pointer.replace(/^\/(definitions|\$defs)\//, "").replaceAll(/[^A-Za-z0-9]+/g, "-");
  const wanted = `${walk.prefix}.${words.replaceAll(/^-+|-+$/g, "") || "root"}${extent === "whole" ? ".item" : ""}`;
  const name = Object.hasOwn(walk.definitions, wanted) ? `${wanted}.${walk.names.size}` : wanted;
  walk.names.set(key, name);
  // Stands for itself while it is made: schemas may contain themselves.
  walk.definitions[name] = {};
  walk.definitions[name] = convert(walk, found.schema, { base: found.base, extent });
  return name;
}

function convertNode(walk: Walk, schema: JsonObject, place: Place): JsonObject {
  const { base } = place;
  const inner = (extent: Extent) => (part: JsonValue | undefined) => convert(walk, part, { base, extent });
  return acceptReferences(
    editorKeywords(schema, { extent: place.extent, same: inner(place.extent), item: inner("whole") }),
    place.extent,
  );
}

const ANNOTATIONS: ReadonlySet<string> = new Set([
  "title",
  "description",
  "markdownDescription",
  "default",
  "examples",
  "deprecationMessage",
]);

function annotations(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => ANNOTATIONS.has(key)));
}

function asObject(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
