import type { JsonValue } from "../../support/json.ts";

/** A scalar of foreign JSON as text; anything else, and nothing, is the empty string. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
