import { jsonEqual } from "../../../support/json.ts";
import type { JsonValue } from "../../../support/json.ts";

/** Equal as JSON: 1 and 1.0 are, the order of keys does not count. */
export function equalTo(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  return jsonEqual(left, right);
}
