import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import { looksSecret, NOT_SECRET } from "../support/looks-secret.ts";
import type { LeafPath } from "./leaf-paths.ts";

/** What stands for a secret, as the redactor writes it. */
export const HIDDEN = "(hidden)";

/**
 * A value of an add-on with its secrets hidden: texts and numbers whose key, or a key above, looks secret, and values of environment
 * variables with such a name. What is only the name of a secret, a reference without a fallback, stays.
 */
export function hideSecrets(value: JsonValue, path: LeafPath): JsonValue {
  return hide(
    value,
    path.reduce<Secrecy>((inside, key) => below(key, inside), "open"),
  );
}

type Secrecy = "secret" | "open";

function hide(value: JsonValue, inside: Secrecy): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => hide(item, inside));
  if (isJsonObject(value)) {
    const variable = typeof value["name"] === "string" ? value["name"] : "";
    const entries = Object.entries(value).map(([key, inner]): [string, JsonValue] => [
      key,
      hide(inner, below(key === "value" ? variable : key, inside)),
    ]);
    return Object.fromEntries(entries);
  }
  return inside === "secret" && isShowing(value) ? HIDDEN : value;
}

function isShowing(value: JsonValue): boolean {
  if (typeof value === "number") return true;
  return typeof value === "string" && value !== "" && !/^\$\{[^{}:]*\}$/.test(value);
}

function below(key: string, inside: Secrecy): Secrecy {
  if (looksSecret(key)) return "secret";
  return NOT_SECRET.test(key) ? "open" : inside;
}
