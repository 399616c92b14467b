import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import { mergeInto, ownCopy, setKey } from "./merge-in-place.ts";

/*
 * Helm hands globals down without copying what is nested in them, so that what a subchart adds to a nested map is seen by its
 * parent and by the subcharts after it. To see the same values, maps of globals are changed in place here.
 */

/**
 * Values of a subchart with the globals of its parent, which win over its own. Nothing becomes another type. Both maps of
 * globals are changed.
 */
export function handGlobalsDown(values: JsonObject, parent: JsonObject): JsonObject {
  const theirs = Object.hasOwn(values, "global") ? values["global"] : {};
  const ours = Object.hasOwn(parent, "global") ? parent["global"] : {};
  if (!isJsonObject(theirs) || !isJsonObject(ours)) return values;
  for (const [key, value] of Object.entries(ours)) {
    const there = Object.hasOwn(theirs, key) ? theirs[key] : undefined;
    const taken = isJsonObject(value) ? handTableDown(value, there) : handScalarDown(value, there);
    if (taken !== undefined) setKey(theirs, key, taken);
  }
  return { ...values, global: theirs };
}

function handTableDown(table: JsonObject, there: JsonValue | undefined): JsonValue | undefined {
  const copy = { ...table };
  if (there === undefined) return copy;
  if (!isJsonObject(there)) return undefined;
  mergeInto(copy, there, "keep");
  return copy;
}

function handScalarDown(value: JsonValue, there: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(there) ? undefined : value;
}

/** Values whose globals may be changed. */
export function withOwnGlobals(values: JsonObject): JsonObject {
  const globals = Object.hasOwn(values, "global") ? values["global"] : undefined;
  return isJsonObject(globals) ? { ...values, global: ownCopy(globals) } : values;
}
