import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";

const SECRET_KEY =
  /pass(?:word|wd|phrase)?$|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|auth(?:orization)?$|connection[-_]?string|dsn$/i;
/** Names of objects and switches, not secrets themselves: `existingSecret: grafana-admin`, `secretName`, `tokenTTL`. */
const NOT_SECRET =
  /(?:name|ref|refs|namespace|enabled|create|key|keys|path|file|ttl|type|url|audience|expiry)$|^existing|^use|^create/i;
const SECRET_ANYWAY = /(?:api|access|private|secret)[-_]?keys?$/i;

/** The password of `scheme://user:password@host`. */
const URL_PASSWORD = /:\/\/[^/\s:@]*:([^@\s/]{4,})@/g;

/**
 * Strings of values that no message may show: those whose key (or a key above) looks secret, values of environment
 * variables with such a name, and passwords inside URLs. At least four characters each, sorted.
 */
export function secretStrings(values: JsonValue): readonly string[] {
  const found = new Set<string>();
  collect(values, "open", found);
  return [...found].filter((text) => text.length >= 4).sort();
}

function collect(value: JsonValue, inside: "secret" | "open", found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) collect(item, inside, found);
  } else if (isJsonObject(value)) {
    const variable = typeof value["name"] === "string" ? value["name"] : "";
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, below(key === "value" ? variable : key, inside), found);
    }
  } else if (typeof value === "string" || typeof value === "number") {
    if (inside === "secret") found.add(String(value));
    for (const match of String(value).matchAll(URL_PASSWORD)) found.add(match[1] ?? "");
  }
}

function below(key: string, inside: "secret" | "open"): "secret" | "open" {
  if (looksSecret(key)) return "secret";
  return NOT_SECRET.test(key) ? "open" : inside;
}

/** The key names a secret, not where one is kept (`secretName`). */
/** Whether a key is one whose value is a secret: `adminPassword`, not `passwordKey` or `existingSecret`. */
export function looksSecret(key: string): boolean {
  return SECRET_ANYWAY.test(key) || (SECRET_KEY.test(key) && !NOT_SECRET.test(key));
}
