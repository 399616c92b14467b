import { canonicalJson } from "../../../support/json.ts";
import type { JsonValue } from "../../../support/json.ts";
import type { SchemaNode } from "./schema-node.ts";
import { errorOf } from "./visit.ts";
import type { SchemaError, Visit } from "./visit.ts";

/** The keywords about lists. */
export function checkItems(at: Visit, list: readonly JsonValue[], errors: SchemaError[]): void {
  const { node } = at;
  const { minItems, maxItems, uniqueItems } = node.schema;
  if (typeof minItems === "number" && list.length < minItems) errors.push(errorOf(at, "minItems"));
  if (typeof maxItems === "number" && list.length > maxItems) errors.push(errorOf(at, "maxItems"));
  if (uniqueItems === true && new Set(list.map(canonicalJson)).size < list.length) {
    errors.push(errorOf(at, "uniqueItems"));
  }
  const tuple = node.tuple ?? [];
  list.forEach((item, index) => {
    const schema = tuple[index] ?? node.restItems;
    if (schema === false) errors.push(errorOf(at, "additionalItems"));
    else if (schema !== undefined && schema !== true)
      errors.push(...at.walk.part(at, { node: schema, step: index, value: item }));
  });
  if (node.contains !== undefined) checkContains(at, list, { contains: node.contains, errors });
}

function checkContains(
  at: Visit,
  list: readonly JsonValue[],
  { contains, errors }: { readonly contains: SchemaNode; readonly errors: SchemaError[] },
): void {
  const { draft, schema } = at.node;
  let matched = 0;
  list.forEach((item, index) => {
    if (at.walk.part(at, { node: contains, step: index, value: item }).length > 0) return;
    matched++;
    if (draft === 2020) at.open.items?.delete(index);
  });
  const least = draft >= 2019 ? numberOr(schema["minContains"], 1) : 1;
  const most = draft >= 2019 ? numberOr(schema["maxContains"], Infinity) : Infinity;
  if (matched < least) errors.push(errorOf(at, "contains"));
  if (matched > most) errors.push(errorOf(at, "maxContains"));
}

function numberOr(value: JsonValue | undefined, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
