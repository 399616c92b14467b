import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";

/** One item of `needs`: a name, or `{ name, optional }`. */
export interface Need {
  readonly name: string;
  /** `optional`: holds only where the needed add-on is enabled. */
  readonly strength: "required" | "optional";
  /** Index in the list. */
  readonly index: number;
}

/** The needs as an add-on's settings have them, enabled or not; items that were refused are left out. */
export function readNeeds(value: JsonValue | undefined): readonly Need[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).flatMap((item, index): readonly Need[] => {
    if (typeof item === "string") return [{ name: item, strength: "required", index }];
    if (!isJsonObject(item) || typeof item["name"] !== "string") return [];
    return [{ name: item["name"], strength: item["optional"] === true ? "optional" : "required", index }];
  });
}
