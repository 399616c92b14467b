import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import type { LeafPath } from "./leaf-paths.ts";
import { isOnlyName, secrecyBelow } from "./secret-strings.ts";

/** What stands for a secret, as the redactor writes it. */
const HIDDEN = "(hidden)";

/** Hides known secrets in a text. */
export type Redact = (text: string) => string;

/**
 * A value of an add-on with its secrets hidden: texts and numbers whose key, or a key above, looks secret, values of environment variables with
 * such a name, and secrets that are known otherwise. What is only the name of a secret, a reference without a fallback, stays.
 */
export function hideSecrets(value: JsonValue, path: LeafPath, redact: Redact): JsonValue {
  return hide(
    value,
    path.reduce<Secrecy>((inside, key) => secrecyBelow(key, inside), "open"),
    redact,
  );
}

type Secrecy = "secret" | "open";

function hide(value: JsonValue, inside: Secrecy, redact: Redact): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => hide(item, inside, redact));
  if (!isJsonObject(value)) return inside === "secret" && isShowing(value) ? HIDDEN : redacted(value, redact);
  const variable = typeof value["name"] === "string" ? value["name"] : "";
  const entries = Object.entries(value).map(([key, inner]): [string, JsonValue] => [
    key,
    hide(inner, secrecyBelow(key === "value" ? variable : key, inside), redact),
  ]);
  return Object.fromEntries(entries);
}

/** A number becomes a text: half a number means nothing. */
function redacted(value: JsonValue, redact: Redact): JsonValue {
  if (typeof value === "string") return redact(value);
  return typeof value === "number" && redact(String(value)) !== String(value) ? HIDDEN : value;
}

function isShowing(value: JsonValue): boolean {
  if (typeof value === "number") return true;
  return typeof value === "string" && value !== "" && !isOnlyName(value);
}
