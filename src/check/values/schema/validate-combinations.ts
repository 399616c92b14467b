import { isJsonObject } from "../../../support/json.ts";
import type { JsonValue } from "../../../support/json.ts";
import type { SchemaNode } from "./schema-node.ts";
import { nothingOpen } from "./unevaluated.ts";
import { errorOf, holdsUnknown } from "./visit.ts";
import type { Scope, SchemaError, Visit } from "./visit.ts";

/** The keywords that put schemas together, then those about what none of them has looked at. */
export function checkCombinations(at: Visit, errors: SchemaError[]): void {
  const { not, allOf, anyOf, oneOf } = at.node;
  checkDynamic(at, errors);
  if (not !== undefined && at.walk.self(at, not).length === 0 && !holdsUnknown(at.value)) {
    errors.push(errorOf(at, "not"));
  }
  for (const one of allOf ?? []) errors.push(...at.walk.self(at, one));
  if (anyOf !== undefined && anyOf.length > 0) checkAnyOf(at, anyOf, errors);
  if (oneOf !== undefined && oneOf.length > 0) checkOneOf(at, oneOf, errors);
  checkCondition(at, errors);
  if (at.node.draft >= 2019) checkUnevaluated(at, errors);
}

function checkDynamic(at: Visit, errors: SchemaError[]): void {
  const { recursiveRef, dynamicRef } = at.node;
  if (recursiveRef !== undefined) {
    const isAnchor = recursiveRef.schema["$recursiveAnchor"] === true;
    const found = isAnchor ? farthest(at, ({ resource }) => resource.schema["$recursiveAnchor"] === true) : undefined;
    errors.push(...at.walk.self(at, found ?? recursiveRef));
  }
  if (dynamicRef === undefined) return;
  const { node, anchor = "" } = dynamicRef;
  const isDynamic = node.schema["$dynamicAnchor"] === anchor;
  const found = isDynamic ? farthest(at, ({ resource }) => resource.dynamicAnchors.has(anchor)) : undefined;
  errors.push(...at.walk.self(at, found?.resource.dynamicAnchors.get(anchor) ?? node));
}

function farthest({ scope }: Visit, isMeant: (node: SchemaNode) => boolean): SchemaNode | undefined {
  let found: SchemaNode | undefined;
  for (let above: Scope | undefined = scope; above !== undefined; above = above.above) {
    if (isMeant(above.node)) found = above.node;
  }
  return found;
}

function checkAnyOf(at: Visit, anyOf: readonly SchemaNode[], errors: SchemaError[]): void {
  const alternatives: (readonly SchemaError[])[] = [];
  for (const one of anyOf) {
    const wrong = at.walk.self(at, one);
    if (wrong.length > 0) alternatives.push(wrong);
    else if (nothingOpen(at.open)) return;
  }
  if (alternatives.length === anyOf.length) errors.push(errorOf(at, "anyOf", { alternatives }));
}

function checkOneOf(at: Visit, oneOf: readonly SchemaNode[], errors: SchemaError[]): void {
  const alternatives: (readonly SchemaError[])[] = [];
  let matched = 0;
  for (const one of oneOf) {
    const wrong = at.walk.self(at, one);
    if (wrong.length > 0) alternatives.push(wrong);
    else if (++matched > 1) break;
  }
  if (matched === 0) errors.push(errorOf(at, "oneOf", { alternatives }));
  // What is not known may be what tells them apart.
  else if (matched > 1 && !holdsUnknown(at.value)) errors.push(errorOf(at, "oneOf"));
}

function checkCondition(at: Visit, errors: SchemaError[]): void {
  const { condition } = at.node;
  if (condition === undefined) return;
  const next = at.walk.self(at, condition.when).length === 0 ? condition.met : condition.unmet;
  if (next !== undefined) errors.push(...at.walk.self(at, next));
}

function checkUnevaluated(at: Visit, errors: SchemaError[]): void {
  const { node, value, open } = at;
  if (node.unevaluatedProperties !== undefined && isJsonObject(value)) {
    for (const key of open.properties ?? []) {
      errors.push(...at.walk.part(at, { node: node.unevaluatedProperties, step: key, value: value[key] ?? null }));
    }
    open.properties = undefined;
  }
  if (node.unevaluatedItems !== undefined && Array.isArray(value)) {
    const list: readonly JsonValue[] = value;
    for (const index of open.items ?? []) {
      errors.push(...at.walk.part(at, { node: node.unevaluatedItems, step: index, value: list[index] ?? null }));
    }
    open.items = undefined;
  }
}
