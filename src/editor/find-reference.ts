import { isJsonObject, type JsonValue } from "../support/json.ts";

/** A part of a schema document. */
export interface SchemaPlace {
  readonly schema: JsonValue;
  /** JSON pointer from the document's root. */
  readonly pointer: string;
  /** JSON pointer of the part whose `$id` holds here, from which `#/…` is read. */
  readonly base: string;
}

/** What a `$ref` names inside its own document; undefined for other documents and for what is not there. */
export function findReference(root: JsonValue, reference: string, base: string): SchemaPlace | undefined {
  const [address = "", fragment = ""] = reference.split("#", 2);
  const start = address === "" ? base : resourceOf(root, address);
  if (start === undefined) return undefined;
  if (fragment !== "" && !fragment.startsWith("/")) return named(root, fragment, start);
  return at(root, start + decoded(fragment));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function at(root: JsonValue, pointer: string): SchemaPlace | undefined {
  let schema: JsonValue | undefined = root;
  let base = "";
  let path = "";
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    schema = Array.isArray(schema) ? (schema as readonly JsonValue[])[Number(key)] : property(schema, key);
    path += `/${step}`;
    if (idOf(schema) !== undefined) base = path;
  }
  return isJsonObject(schema) || typeof schema === "boolean" ? { schema, pointer, base } : undefined;
}

function property(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The address a part has of its own; `#name` is only an anchor. */
function idOf(schema: JsonValue | undefined): string | undefined {
  if (!isJsonObject(schema)) return undefined;
  const id = schema["$id"] ?? schema["id"];
  return typeof id === "string" && !id.startsWith("#") ? id.replace(/#$/, "") : undefined;
}

/** Pointer of the part that has this address; relative addresses are compared by their last steps. */
function resourceOf(root: JsonValue, address: string): string | undefined {
  const isRelative = !/^[a-z][a-z0-9+.-]*:/i.test(address);
  const tail = `/${address.replace(/^(\.?\/)+/, "")}`;
  return search(root, (schema) => {
    const id = idOf(schema);
    return id !== undefined && (id === address || (isRelative && `/${id}`.endsWith(tail)));
  });
}

function named(root: JsonValue, name: string, start: string): SchemaPlace | undefined {
  const within = at(root, start)?.schema;
  const pointer = search(within, (schema) => {
    if (!isJsonObject(schema)) return false;
    const names = [schema["$anchor"], schema["$dynamicAnchor"]];
    return names.includes(name) || schema["$id"] === `#${name}` || schema["id"] === `#${name}`;
  });
  return pointer === undefined ? undefined : at(root, start + pointer);
}

/** Pointer of the first part, from the outside in, that is meant. */
function search(root: JsonValue | undefined, isMeant: (schema: JsonValue) => boolean): string | undefined {
  const waiting: { readonly value: JsonValue | undefined; readonly pointer: string }[] = [{ value: root, pointer: "" }];
  for (const { value, pointer } of waiting) {
    if (typeof value !== "object" || value === null) continue;
    if (isMeant(value)) return pointer;
    for (const [key, inner] of Object.entries(value as Readonly<Record<string, JsonValue>>)) {
      waiting.push({ value: inner, pointer: `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}` });
    }
  }
  return undefined;
}
