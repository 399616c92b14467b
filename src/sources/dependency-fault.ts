import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";

type Shape = "text" | "texts" | "list" | "boolean";

/** Fields of Helm's Dependency. Numbers and booleans are taken for text. */
const SHAPES: Readonly<Record<string, Shape>> = {
  name: "text",
  version: "text",
  repository: "text",
  condition: "text",
  alias: "text",
  tags: "texts",
  "import-values": "list",
  enabled: "boolean",
};

const SAID: Readonly<Record<Shape, string>> = {
  text: "text",
  texts: "a list of texts",
  list: "a list",
  boolean: "true or false",
};

/** Why Helm refuses to load a chart that lists this; `undefined` when it does not. */
export function dependencyFault(entry: JsonValue): string | undefined {
  if (!isJsonObject(entry)) return "it has to be a map with name, version and repository";
  for (const [key, shape] of Object.entries(SHAPES)) {
    const value = entry[key] ?? null;
    if (value !== null && !hasShape(value, shape)) return `${key} has to be ${SAID[shape]}`;
  }
  return misspelledKey(entry, Object.keys(SHAPES));
}

/** Go reads `Name` as `name`, other readers of YAML do not: what one sees and the other does not is refused. */
export function misspelledKey(entry: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of Object.keys(entry)) {
    const meant = keys.find((one) => one !== key && one === key.toLowerCase());
    if (meant !== undefined) return `${key} is written ${meant}, in small letters`;
  }
  return undefined;
}

function hasShape(value: JsonValue, shape: Shape): boolean {
  if (shape === "text") return isScalar(value);
  if (shape === "boolean") return typeof value === "boolean";
  if (!Array.isArray(value)) return false;
  return shape === "list" || value.every((item: JsonValue) => item === null || isScalar(item));
}

function isScalar(value: JsonValue): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
