import { stringify } from "yaml";
import { parseYamlAsHelm, splitDocuments } from "../release/parse-manifest.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { sanitize } from "../support/sanitize.ts";

/** Rendered objects of one release as Helm wrote them, under a comment that says whose they are; data of Secrets is hidden. */
export function renderedText(title: string, manifest: string): string {
  const documents = splitDocuments(manifest).map((document) => sanitize(hideSecret(document)).trim());
  return [`# ${sanitize(title)}`, ...documents.map((document) => `---\n${document}`), ""].join("\n");
}

function hideSecret(document: string): string {
  if (!/kind["']?\s*:\s*["']?(?:Secret|List)\b/.test(document)) return document;
  const object = parseYamlAsHelm(document);
  return isJsonObject(object) ? stringify(hidden(object), { lineWidth: 0, aliasDuplicateObjects: false }) : document;
}

function hidden(object: JsonObject): JsonObject {
  const items = object["items"];
  if (object["kind"] !== "Secret") {
    return Array.isArray(items) ? { ...object, items: (items as readonly JsonValue[]).map(hiddenItem) } : object;
  }
  const shown: Record<string, JsonValue> = { ...object };
  for (const key of ["data", "stringData"]) {
    const data = shown[key];
    if (isJsonObject(data)) shown[key] = Object.fromEntries(Object.keys(data).map((name) => [name, "(hidden)"]));
  }
  return shown;
}

function hiddenItem(item: JsonValue): JsonValue {
  return isJsonObject(item) ? hidden(item) : item;
}
