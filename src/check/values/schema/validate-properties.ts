import type { JsonObject, JsonValue } from "../../../support/json.ts";
import type { SchemaNode } from "./schema-node.ts";
import { errorOf } from "./visit.ts";
import type { SchemaError, Visit } from "./visit.ts";

/** The keywords about maps. */
export function checkProperties(at: Visit, map: JsonObject, errors: SchemaError[]): void {
  const { minProperties, maxProperties } = at.node.schema;
  const keys = Object.keys(map);
  if (typeof minProperties === "number" && keys.length < minProperties) errors.push(errorOf(at, "minProperties"));
  if (typeof maxProperties === "number" && keys.length > maxProperties) errors.push(errorOf(at, "maxProperties"));
  errors.push(...missing(at, map, at.node.required ?? []));
  checkDependencies(at, map, errors);
  for (const [key, value] of Object.entries(map)) checkProperty(at, { key, value }, errors);
  const names = at.node.propertyNames;
  if (names === undefined) return;
  for (const key of keys) {
    const found = at.walk.name(at, names, key);
    if (found.length > 0) errors.push(errorOf(at, "propertyNames", { key, alternatives: [found] }));
  }
}

interface Property {
  readonly key: string;
  readonly value: JsonValue;
}

function checkProperty(at: Visit, { key, value }: Property, errors: SchemaError[]): void {
  const schemas = schemasFor(key, at.node);
  const { additionalProperties: more } = at.node;
  if (schemas.length === 0 && more === undefined) return;
  for (const node of schemas) errors.push(...at.walk.part(at, { node, step: key, value }));
  at.open.properties?.delete(key);
  if (schemas.length > 0 || more === undefined || more === true) return;
  if (more === false) errors.push(errorOf(at, "additionalProperties", { key }));
  else errors.push(...at.walk.part(at, { node: more, step: key, value }));
}

function schemasFor(key: string, { properties, patternProperties }: SchemaNode): readonly SchemaNode[] {
  const named = properties?.get(key);
  const matched = patternProperties?.filter(({ pattern }) => pattern.test(key)).map(({ node }) => node) ?? [];
  return named === undefined ? matched : [named, ...matched];
}

function checkDependencies(at: Visit, map: JsonObject, errors: SchemaError[]): void {
  for (const { key, needs } of at.node.dependencies ?? []) {
    if (!Object.hasOwn(map, key)) continue;
    if ("location" in needs) errors.push(...at.walk.self(at, needs));
    else errors.push(...missing(at, map, needs));
  }
}

function missing(at: Visit, map: JsonObject, needed: readonly string[]): readonly SchemaError[] {
  return needed.filter((key) => !Object.hasOwn(map, key)).map((key) => errorOf(at, "required", { key }));
}
