import { isJsonObject } from "../../../support/json.ts";
import type { JsonValue } from "../../../support/json.ts";
import { SchemaFault } from "./schema-fault.ts";

/** A reference or id against the base that it stands in; the fragment is decoded. */
export function joinUrl(base: string, reference: string): { readonly url: string; readonly fragment: string } {
  const { url, fragment } = splitUrl(reference);
  if (url === "") return { url: base, fragment };
  try {
    return { url: new URL(url, base).href, fragment };
  } catch {
    throw new SchemaFault(`${JSON.stringify(reference)} is not a URL`);
  }
}

export function splitUrl(text: string): { readonly url: string; readonly fragment: string } {
  const hash = text.indexOf("#");
  if (hash < 0) return { url: text, fragment: "" };
  try {
    return { url: text.slice(0, hash), fragment: decodeURIComponent(text.slice(hash + 1)) };
  } catch {
    throw new SchemaFault(`${JSON.stringify(text)} is not a URL`);
  }
}

export function pointerTo(pointer: string, ...steps: readonly string[]): string {
  return pointer + steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** What stands at a JSON pointer; throws SchemaFault when nothing does. */
export function lookUp(data: JsonValue, pointer: string): JsonValue {
  let value: JsonValue | undefined = data;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (isJsonObject(value)) value = Object.hasOwn(value, key) ? value[key] : undefined;
    else value = Array.isArray(value) && /^\d+$/.test(key) ? (value as readonly JsonValue[])[Number(key)] : undefined;
    if (value === undefined) throw new SchemaFault(`there is nothing at #${pointer}`);
  }
  return value;
}
