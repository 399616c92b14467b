import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";

/**
 * Definitions without those references that lead back to where they stand without having gone into a value: whoever follows
 * `{ x: { anyOf: [{ $ref: x }] } }` never ends. Schemas that contain themselves below a key or an item stay as they are.
 */
export function cutLoops(definitions: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> {
  const made = new Map<string, JsonValue>();
  const onTheWay = new Set<string>();

  /** undefined for a definition that is being followed just now. */
  function follow(name: string): JsonValue | undefined {
    if (onTheWay.has(name)) return undefined;
    const known = made.get(name);
    if (known !== undefined) return known;
    onTheWay.add(name);
    const cut = aboutSameValue(definitions[name] ?? {});
    onTheWay.delete(name);
    made.set(name, cut);
    return cut;
  }

  function aboutSameValue(schema: JsonValue): JsonValue {
    if (!isJsonObject(schema)) return schema;
    const { $ref: reference, ...rest } = schema;
    const loops = typeof reference === "string" && follow(reference.slice(PREFIX.length)) === undefined;
    const kept = loops ? rest : schema;
    return {
      ...kept,
      ...changed(kept, "allOf", (part) => list(part).map(aboutSameValue)),
      ...changed(kept, "anyOf", (part) => list(part).map(aboutSameValue)),
      ...changed(kept, "dependencies", (part) =>
        Object.fromEntries(
          Object.entries(isJsonObject(part) ? part : {}).map(([key, one]) => [key, aboutSameValue(one)]),
        ),
      ),
    };
  }

  return Object.fromEntries(Object.keys(definitions).map((name) => [name, follow(name) ?? {}]));
}

const PREFIX = "#/definitions/";

function changed(schema: JsonObject, key: string, change: (part: JsonValue) => JsonValue): JsonObject {
  const part = schema[key];
  return part === undefined ? {} : { [key]: change(part) };
}

function list(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
