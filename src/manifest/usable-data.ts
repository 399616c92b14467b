import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";

/**
 * The data without what the schema refuses, so that the checks that follow find everything else in the same run.
 * A wrong list item becomes null: the others keep their places.
 */
export function usableData(data: JsonValue, wrong: readonly YamlPath[]): JsonObject {
  let usable: JsonValue | undefined = data;
  for (const path of wrong) if (path.length > 0 && usable !== undefined) usable = without(usable, path);
  return isJsonObject(usable) ? usable : {};
}

function without(data: JsonValue, path: YamlPath): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return data;
  if (Array.isArray(data)) {
    return (data as readonly JsonValue[]).map((item, index) => {
      if (index !== step) return item;
      return rest.length === 0 ? null : without(item, rest);
    });
  }
  if (!isJsonObject(data)) return data;
  const entries = Object.entries(data).flatMap(([key, value]): [string, JsonValue][] => {
    if (key !== String(step)) return [[key, value]];
    return rest.length === 0 ? [] : [[key, without(value, rest)]];
  });
  return Object.fromEntries(entries);
}
