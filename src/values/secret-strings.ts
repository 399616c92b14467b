import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import { looksSecret, NOT_SECRET } from "../support/looks-secret.ts";

/** The password of `scheme://user:password@host`. */
const URL_PASSWORD = /:\/\/[^/\s:@]*:([^@\s/]{4,})@/g;

/**
 * Strings of values that no message may show: those whose key (or a key above) looks secret, values of environment
 * variables with such a name, and passwords inside URLs. At least four characters each, sorted.
 */
export function secretStrings(values: JsonValue): readonly string[] {
  const found = new Set<string>();
  collect(values, "open", found);
  return [...found].filter((text) => canBeHidden(text) && !isOnlyName(text)).sort();
}

/** All texts and numbers of a value that is secret as a whole. What stands in every file, such as `true`, hides nothing. */
export function leafTexts(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(leafTexts);
  if (isJsonObject(value)) return Object.values(value).flatMap(leafTexts);
  if (typeof value !== "string" && typeof value !== "number") return [];
  return [String(value)].filter(canBeHidden);
}

/** What is short, or a word of every other line, would hide everything. */
function canBeHidden(text: string): boolean {
  return text.length >= 4 && !/^(?:true|false|null|none)$/i.test(text);
}

function collect(value: JsonValue, inside: "secret" | "open", found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) collect(item, inside, found);
  } else if (isJsonObject(value)) {
    const variable = typeof value["name"] === "string" ? value["name"] : "";
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, secrecyBelow(key === "value" ? variable : key, inside), found);
    }
  } else if (typeof value === "string" || typeof value === "number") {
    if (inside === "secret") found.add(String(value));
    for (const match of String(value).matchAll(URL_PASSWORD)) found.add(match[1] ?? "");
  }
}

/** Whether a text is a reference that was not resolved: it says what a secret is called, and errors have to. A default would tell it. */
export function isOnlyName(text: string): boolean {
  return /^\$\{[^{}:]*\}$/.test(text);
}

/** Whether what stands below a key is secret, when what the key stands in is so or not. */
export function secrecyBelow(key: string, inside: "secret" | "open"): "secret" | "open" {
  if (looksSecret(key)) return "secret";
  return NOT_SECRET.test(key) ? "open" : inside;
}
