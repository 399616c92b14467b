import { isJsonObject } from "../../../support/json.ts";
import type { JsonValue } from "../../../support/json.ts";
import { equalTo } from "./equal-to.ts";
import type { SchemaNode } from "./schema-node.ts";
import { mergeEvaluated, nothingOpen, openFor } from "./unevaluated.ts";
import { checkCombinations } from "./validate-combinations.ts";
import { checkItems } from "./validate-items.ts";
import { checkProperties } from "./validate-properties.ts";
import { checkScalar } from "./validate-scalar.ts";
import { errorOf, UNKNOWN } from "./visit.ts";
import type { SchemaError, Visit, Walk } from "./visit.ts";

/** What is wrong with a value by a schema, in the order and with the shortcuts of Helm's library (validator.go). */
export function validateValue(node: SchemaNode, value: JsonValue): readonly SchemaError[] {
  return visit({ node, value, path: [], scope: undefined, depth: 0, open: openFor(value, node, "alone"), walk: WALK });
}

const WALK: Walk = {
  self(at, node) {
    const open = openFor(at.value, node, nothingOpen(at.open) ? "alone" : "for-another");
    const errors = visit({ ...at, node, open });
    if (errors.length === 0) mergeEvaluated(at.open, open);
    return errors;
  },
  part(at, { node, step, value }) {
    const open = openFor(value, node, "alone");
    return visit({ ...at, node, value, path: [...at.path, step], depth: at.depth + 1, open });
  },
  name(at, node, name) {
    return visit({ ...at, node, value: name, scope: undefined, open: openFor(name, node, "alone") });
  },
};

function visit(at: Visit): readonly SchemaError[] {
  const { node, value, scope, depth } = at;
  if (node.always === "valid" || value === UNKNOWN) return [];
  if (node.always === "invalid") return [errorOf(at, "false")];
  if (isCycle(at)) return [errorOf(at, "$ref")];
  const inside: Visit = { ...at, scope: { node, depth, above: scope } };
  const early = checkEarly(inside);
  if (early !== undefined) return [early];
  const errors: SchemaError[] = [];
  if (node.ref !== undefined) {
    errors.push(...at.walk.self(inside, node.ref));
    if (node.draft < 2019) return errors;
  }
  if (isJsonObject(value)) checkProperties(inside, value, errors);
  else if (Array.isArray(value)) checkItems(inside, value as readonly JsonValue[], errors);
  else checkScalar(inside, errors);
  checkCombinations(inside, errors);
  return errors;
}

/** The same schema on the same value again would never end. */
function isCycle({ node, depth, scope }: Visit): boolean {
  for (let above = scope; above !== undefined && above.depth === depth; above = above.above) {
    if (above.node === node) return true;
  }
  return false;
}

/** What ends the look at a value: after one of these nothing else is told. */
function checkEarly(at: Visit): SchemaError | undefined {
  const { node, value } = at;
  if (node.types !== undefined && !isOfType(value, node.types)) return errorOf(at, "type");
  if (node.constant !== undefined && !equalTo(value, node.constant)) return errorOf(at, "const");
  if (node.enumeration !== undefined && !node.enumeration.some((one) => equalTo(value, one))) {
    return errorOf(at, "enum");
  }
  const isWrong = node.format !== undefined && typeof value === "string" && !node.format.check(value);
  return isWrong ? errorOf(at, "format") : undefined;
}

function isOfType(value: JsonValue, types: readonly string[]): boolean {
  if (types.includes(typeOf(value))) return true;
  return typeof value === "number" && types.includes("integer") && Number.isInteger(value);
}

function typeOf(value: JsonValue): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
