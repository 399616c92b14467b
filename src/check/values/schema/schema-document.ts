import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import { SUBSCHEMAS } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { SchemaFault } from "./schema-fault.ts";
import { joinUrl, lookUp, pointerTo } from "./schema-url.ts";

/** One JSON document with schemas in it: which parts have an id of their own, which draft they follow, which anchors. */
export interface SchemaDocument {
  readonly url: string;
  readonly data: JsonValue;
  /** By pointer; the root always is one. */
  readonly resources: Map<string, SchemaResource>;
  /** Pointers that were looked at. */
  readonly seen: Set<string>;
}

export interface SchemaResource {
  readonly pointer: string;
  readonly id: string;
  readonly draft: Draft;
  /** Pointers by name. */
  readonly anchors: Map<string, string>;
  readonly dynamicAnchors: Set<string>;
}

/** Which draft a schema follows by its `$schema`. Throws SchemaFault. */
export type DraftOf = (schema: JsonObject, fallback: Draft) => Draft;

export interface Collecting {
  readonly document: SchemaDocument;
  readonly draftOf: DraftOf;
}

interface Part {
  readonly schema: JsonValue;
  readonly pointer: string;
  readonly base: string;
  readonly draft: Draft;
}

/** Finds the ids and anchors in a part of a document and all schemas below it. */
export function collectResources(part: Part, collecting: Collecting): void {
  const { document } = collecting;
  if (document.seen.has(part.pointer)) return;
  document.seen.add(part.pointer);
  const { schema, pointer } = part;
  if (!isJsonObject(schema)) {
    if (pointer === "") addResource(document, newResource(part, part.draft));
    return;
  }
  const { resource, draft } = resourceFor(part, schema, collecting);
  collectAnchors({ schema, pointer }, resource);
  for (const [step, inner] of subschemas(schema, draft)) {
    const below = { schema: inner, pointer: pointer + step, base: resource.id, draft: resource.draft };
    collectResources(below, collecting);
  }
}

/** The resource that a schema begins or belongs to, and the draft by whose rules it is searched. */
function resourceFor(
  part: Part,
  schema: JsonObject,
  { document, draftOf }: Collecting,
): { readonly resource: SchemaResource; readonly draft: Draft } {
  const { pointer, base } = part;
  const own = draftOf(schema, part.draft);
  const isNested = idOf(schema, own) === "" && pointer !== "";
  const draft = isNested ? part.draft : own;
  const id = idOf(schema, draft);
  if (id === "" && pointer !== "") return { resource: byId(document, base), draft };
  const url = id === "" ? base : joinUrl(base, id).url;
  const known = [...document.resources.values()].find((resource) => resource.id === url);
  if (known !== undefined && known.pointer !== pointer) {
    throw new SchemaFault(`two schemas have the id ${url}`);
  }
  const resource =
    known ?? newResource({ ...part, base: url }, typeof schema["$schema"] === "string" ? own : part.draft);
  if (known === undefined) addResource(document, resource);
  return { resource, draft };
}

/** In old drafts nothing counts beside a reference. */
function idOf(schema: JsonObject, draft: Draft): string {
  if (draft < 2019 && Object.hasOwn(schema, "$ref")) return "";
  const id = schema[draft === 4 ? "id" : "$id"];
  return typeof id === "string" ? id.replace(/#[^]*$/, "") : "";
}

function newResource({ pointer, base }: Pick<Part, "pointer" | "base">, draft: Draft): SchemaResource {
  return { pointer, id: base, draft, anchors: new Map(), dynamicAnchors: new Set() };
}

function addResource(document: SchemaDocument, resource: SchemaResource): void {
  document.resources.set(resource.pointer, resource);
}

function byId(document: SchemaDocument, id: string): SchemaResource {
  const found = [...document.resources.values()].find((resource) => resource.id === id);
  if (found === undefined) throw new SchemaFault(`there is no schema with the id ${id}`);
  return found;
}

interface Placed {
  readonly schema: JsonObject;
  readonly pointer: string;
}

function collectAnchors({ schema, pointer }: Placed, resource: SchemaResource): void {
  const { draft } = resource;
  if (draft < 2019) {
    const id = Object.hasOwn(schema, "$ref") ? undefined : schema[draft === 4 ? "id" : "$id"];
    const anchor = typeof id === "string" ? /#([^/][^]*)$/.exec(id)?.[1] : undefined;
    if (anchor !== undefined) addAnchor(anchor, pointer, resource);
    return;
  }
  if (typeof schema["$anchor"] === "string") addAnchor(schema["$anchor"], pointer, resource);
  if (draft === 2020 && typeof schema["$dynamicAnchor"] === "string") {
    addAnchor(schema["$dynamicAnchor"], pointer, resource);
    resource.dynamicAnchors.add(schema["$dynamicAnchor"]);
  }
}

function addAnchor(anchor: string, pointer: string, { anchors }: SchemaResource): void {
  const known = anchors.get(anchor);
  if (known !== undefined && known !== pointer) throw new SchemaFault(`two schemas have the anchor ${anchor}`);
  anchors.set(anchor, pointer);
}

/** Schemas directly inside a schema, with their pointers from it. */
function subschemas(schema: JsonObject, draft: Draft): readonly (readonly [string, JsonValue])[] {
  const { single, list, map } = SUBSCHEMAS[draft];
  const at = (keyword: string): JsonValue | undefined => (Object.hasOwn(schema, keyword) ? schema[keyword] : undefined);
  const found: (readonly [string, JsonValue])[] = [];
  for (const keyword of single) {
    const inner = at(keyword);
    if (inner !== undefined) found.push([pointerTo("", keyword), inner]);
  }
  for (const keyword of list) {
    const inner = at(keyword);
    if (!Array.isArray(inner)) continue;
    (inner as readonly JsonValue[]).forEach((one, index) => found.push([pointerTo("", keyword, String(index)), one]));
  }
  for (const keyword of map) {
    const inner = at(keyword);
    if (!isJsonObject(inner)) continue;
    for (const [key, one] of Object.entries(inner)) found.push([pointerTo("", keyword, key), one]);
  }
  return found;
}

/** The resource that a pointer belongs to. */
export function resourceAt({ resources }: SchemaDocument, pointer: string): SchemaResource {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = resources.get(at);
    if (found !== undefined) return found;
    if (at === "") throw new SchemaFault("the document has no schema at its root");
  }
}

/** The pointer that a fragment of a resource means: a pointer from it, or an anchor in it. */
export function pointerIn(resource: SchemaResource, fragment: string): string {
  if (fragment === "" || fragment.startsWith("/")) return resource.pointer + fragment;
  const pointer = resource.anchors.get(fragment);
  if (pointer === undefined) throw new SchemaFault(`there is no schema with the anchor ${fragment}`);
  return pointer;
}

/** Looks at a part that no keyword of the draft leads to, because a reference does. */
export function collectReferred(pointer: string, collecting: Collecting): boolean {
  const { document } = collecting;
  if (document.seen.has(pointer)) return false;
  const { id, draft } = resourceAt(document, pointer);
  collectResources({ schema: lookUp(document.data, pointer), pointer, base: id, draft }, collecting);
  return true;
}
