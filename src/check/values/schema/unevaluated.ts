import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import type { SchemaNode } from "./schema-node.ts";

/** What no keyword has looked at yet; `undefined` when nobody asks. */
export interface Open {
  properties: Set<string> | undefined;
  items: Set<number> | undefined;
}

/** At the start of a look at a value; `for-another`: a schema around this one wants to know. */
export function openFor(value: JsonValue, node: SchemaNode, asks: "alone" | "for-another"): Open {
  const isAsked = (keyword: "unevaluatedProperties" | "unevaluatedItems"): boolean =>
    asks === "for-another" || node[keyword] !== undefined;
  return {
    properties: isJsonObject(value) && isAsked("unevaluatedProperties") ? openProperties(value, node) : undefined,
    items: Array.isArray(value) && isAsked("unevaluatedItems") ? openItems(value, node) : undefined,
  };
}

function openProperties(value: JsonObject, { additionalProperties }: SchemaNode): Open["properties"] {
  return additionalProperties === undefined ? new Set(Object.keys(value)) : undefined;
}

function openItems(value: readonly JsonValue[], { restItems, tuple }: SchemaNode): Open["items"] {
  const from = tuple?.length ?? 0;
  if (restItems !== undefined || from >= value.length) return undefined;
  return new Set(value.map((_, index) => index).slice(from));
}

export function nothingOpen({ properties, items }: Open): boolean {
  return (properties?.size ?? 0) === 0 && (items?.size ?? 0) === 0;
}

/** What another schema has looked at is no longer open. */
export function mergeEvaluated(open: Open, other: Open): void {
  for (const key of open.properties ?? []) if (other.properties?.has(key) !== true) open.properties?.delete(key);
  for (const index of open.items ?? []) if (other.items?.has(index) !== true) open.items?.delete(index);
}
