import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";

/** Where a path of FieldsV1 elements leads in an object. */
export interface Resolved {
  /** RFC 6901. */
  readonly pointer: string;
  readonly value: JsonValue;
}

/** Follows FieldsV1 elements (`f:spec`, `k:{"name":"web"}`, `v:"x"`) through an object; `undefined` when they lead nowhere. */
export function resolveField(object: JsonValue, elements: readonly string[]): Resolved | undefined {
  let value: JsonValue = object;
  let pointer = "";
  for (const element of elements) {
    const step = stepInto(value, element);
    if (step === undefined) return undefined;
    pointer += `/${escapePointer(step.key)}`;
    value = step.value;
  }
  return { pointer, value };
}

/** For people: `spec.template.spec.containers[name=web].image`. */
export function fieldText(elements: readonly string[]): string {
  let text = "";
  for (const element of elements) {
    const name = element.slice(2);
    if (element.startsWith("f:")) text += /^[\w-]+$/.test(name) ? `${text === "" ? "" : "."}${name}` : `["${name}"]`;
    else text += `[${elementLabel(element)}]`;
  }
  return text;
}

/** The keys of a `k:` element; `undefined` for other elements. */
export function elementKeys(element: string): JsonObject | undefined {
  if (!element.startsWith("k:")) return undefined;
  try {
    const keys: unknown = JSON.parse(element.slice(2));
    return isJsonObject(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

export function pointerSegments(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function elementLabel(element: string): string {
  const keys = elementKeys(element);
  if (keys === undefined) return element.slice(2);
  return Object.entries(keys)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(",");
}

function stepInto(value: JsonValue, element: string): { readonly key: string; readonly value: JsonValue } | undefined {
  if (element.startsWith("f:")) {
    const key = element.slice(2);
    const below = isJsonObject(value) ? value[key] : undefined;
    return below === undefined ? undefined : { key, value: below };
  }
  if (!Array.isArray(value)) return undefined;
  const items = value as readonly JsonValue[];
  const index = indexOfElement(items, element);
  const item = items[index];
  return item === undefined ? undefined : { key: String(index), value: item };
}

function indexOfElement(items: readonly JsonValue[], element: string): number {
  if (element.startsWith("i:")) return Number(element.slice(2));
  if (element.startsWith("v:")) return items.findIndex((item) => JSON.stringify(item) === element.slice(2));
  const keys = elementKeys(element);
  if (keys === undefined) return -1;
  return items.findIndex((item) => isJsonObject(item) && Object.keys(keys).every((key) => item[key] === keys[key]));
}
