import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { escapePointer } from "./field-path.ts";

export interface ValueDifference {
  /** JSON pointer into the values. */
  readonly pointer: string;
  /** Absent when the release has a value that the manifest does not declare. */
  readonly expected?: JsonValue;
  readonly actual?: JsonValue;
}

/**
 * Where a release's values are not those declared. Lists are one value. `null` in declared values removes a chart's default
 * and counts as a value of its own; numbers are compared by value, whatever way Helm stored them.
 */
export function* valueDifferences(declared: JsonObject, actual: JsonObject, above = ""): Generator<ValueDifference> {
  for (const key of [...new Set([...Object.keys(declared), ...Object.keys(actual)])].sort()) {
    const pointer = `${above}/${escapePointer(key)}`;
    const [wanted, found] = [declared[key], actual[key]];
    if (isJsonObject(wanted) && isJsonObject(found)) yield* valueDifferences(wanted, found, pointer);
    else if (!sameValue(wanted, found)) {
      yield {
        pointer,
        ...(wanted !== undefined && { expected: wanted }),
        ...(found !== undefined && { actual: found }),
      };
    }
  }
}

function sameValue(wanted: JsonValue | undefined, found: JsonValue | undefined): boolean {
  if (wanted === found) return true;
  if (isNothing(wanted) && isNothing(found)) return true;
  if (Array.isArray(wanted) && Array.isArray(found)) {
    const items = found as readonly JsonValue[];
    return wanted.length === items.length && wanted.every((item, at) => sameValue(item as JsonValue, items[at]));
  }
  if (!isJsonObject(wanted) || !isJsonObject(found)) return false;
  return valueDifferences(wanted, found).next().done === true;
}

/** Helm keeps or drops an empty map or list as it likes. */
function isNothing(value: JsonValue | undefined): boolean {
  return value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
