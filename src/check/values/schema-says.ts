import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { YamlPath } from "../../support/yaml-places.ts";

/**
 * What a values.schema.json says about a path, without validating: `declared` by name, `open` for any name, `closed` to it,
 * or nothing.
 */
export function schemaSays(schema: JsonValue | undefined, path: YamlPath): "declared" | "open" | "closed" | "nothing" {
  const parents = schemasAt(schema, path.slice(0, -1));
  const key = String(path.at(-1));
  if (parents.some((parent) => propertyOf(parent, key) !== undefined)) return "declared";
  if (parents.some(isOpen)) return "open";
  return parents.some((parent) => parent["additionalProperties"] === false) ? "closed" : "nothing";
}

/** Whether a schema judges the type of what stands at a path. */
export function schemaJudges(schema: JsonValue | undefined, path: YamlPath): boolean {
  return schemasAt(schema, path).some((found) => ["type", "enum", "const"].some((keyword) => keyword in found));
}

function isOpen(schema: JsonObject): boolean {
  const { additionalProperties: more } = schema;
  return more === true || isJsonObject(more) || isJsonObject(schema["patternProperties"]);
}

/** All schemas that speak of what stands at a path, however they are put together. */
function schemasAt(root: JsonValue | undefined, path: YamlPath): readonly JsonObject[] {
  let found = together(root, root);
  for (const step of path) {
    found = found.flatMap((schema) => together(root, childOf(schema, step)));
  }
  return found;
}

function childOf(schema: JsonObject, step: string | number): JsonValue | undefined {
  if (typeof step === "string") {
    const { additionalProperties: more } = schema;
    return propertyOf(schema, step) ?? (isJsonObject(more) ? more : undefined);
  }
  const { items } = schema;
  return Array.isArray(items) ? (items as readonly JsonValue[])[step] : items;
}

function propertyOf({ properties }: JsonObject, key: string): JsonValue | undefined {
  return isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

const ALTERNATIVES = ["allOf", "anyOf", "oneOf"] as const;
const CONDITIONS = ["if", "then", "else"] as const;

/** The schema and those that it is made of: references inside the document, alternatives, conditions. */
function together(root: JsonValue | undefined, schema: JsonValue | undefined): readonly JsonObject[] {
  const found = new Set<JsonObject>();
  const add = (part: JsonValue | undefined): void => {
    if (!isJsonObject(part) || found.has(part)) return;
    found.add(part);
    if (typeof part["$ref"] === "string") add(target(root, part["$ref"]));
    for (const keyword of ALTERNATIVES) {
      const parts = part[keyword];
      if (Array.isArray(parts)) (parts as readonly JsonValue[]).forEach(add);
    }
    for (const keyword of CONDITIONS) add(part[keyword]);
  };
  add(schema);
  return [...found];
}

function target(root: JsonValue | undefined, reference: string): JsonValue | undefined {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return undefined;
  let value = root;
  for (const step of reference.slice(2).split("/")) {
    const key = unescaped(step);
    if (Array.isArray(value)) value = (value as readonly JsonValue[])[Number(key)];
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

function unescaped(step: string): string {
  const plain = step.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
