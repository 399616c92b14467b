import { isJsonObject, jsonEqual } from "../../support/json.ts";
import type { JsonValue } from "../../support/json.ts";

/** Whether `part`, merged over `whole`, changes nothing. */
export function isPartOf(part: JsonValue, whole: JsonValue): boolean {
  if (!isJsonObject(part) || !isJsonObject(whole)) return jsonEqual(part, whole);
  return Object.entries(part).every(([key, inner]) => Object.hasOwn(whole, key) && isPartOf(inner, whole[key] ?? null));
}
