import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Extent } from "./extent.ts";

/** A text with a reference in it; what it becomes is checked by `addons validate`. */
const WITH_REFERENCE = String.raw`\$\{`;
/** A text that is one reference takes any type. */
const ONE_REFERENCE = String.raw`^\$\{.+\}$`;

/**
 * A schema that also takes references, and in a layer null, which takes the chart's default away. Alternatives are avoided
 * where they can be: `pattern` speaks of strings only, so another type plus a string of that pattern says it in one schema,
 * and editors show one description and offer one set of keys.
 */
export function acceptReferences(schema: JsonObject, extent: Extent): JsonObject {
  const withNull = extent === "part" ? withTypeNull(schema) : schema;
  const types = typesOf(schema);
  if (types.length > 0 && !types.includes("string")) return withOtherType(withNull, types);
  const strict = Object.entries(withNull).filter(([key]) => OF_TEXT.has(key));
  if (strict.length === 0) return withNull;
  const rest = Object.fromEntries(Object.entries(withNull).filter(([key]) => !OF_TEXT.has(key)));
  return withAlternative(rest, Object.fromEntries(strict));
}

/** What a text with a reference need not fulfil before it is put in. */
const OF_TEXT: ReadonlySet<string> = new Set(["enum", "const", "pattern", "format", "maxLength"]);

function typesOf({ type }: JsonObject): readonly string[] {
  return [type].flat().filter((name) => typeof name === "string");
}

function withTypeNull(schema: JsonObject): JsonObject {
  const types = typesOf(schema);
  return types.length === 0 || types.includes("null") ? schema : { ...schema, type: [...types, "null"] };
}

function withOtherType(schema: JsonObject, types: readonly string[]): JsonObject {
  const { enum: words, const: word, ...rest } = schema;
  const allowed = Array.isArray(words) ? (words as readonly JsonValue[]) : word === undefined ? undefined : [word];
  const other = {
    ...rest,
    type: [...typesOf(rest), "string"],
    pattern: ONE_REFERENCE,
    patternErrorMessage: `must be ${types.map((type) => WORDS[type] ?? type).join(" or ")}, or one reference such as \${vars.name}`,
  };
  return allowed === undefined ? other : withAlternative(other, { enum: allowed });
}

const WORDS: Readonly<Record<string, string>> = {
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "a map",
  array: "a list",
  null: "null",
};

function withAlternative(schema: JsonObject, strict: JsonObject): JsonObject {
  const choice = [strict, { type: ["string", "null"], pattern: WITH_REFERENCE }];
  const { anyOf, allOf, ...rest } = schema;
  if (anyOf === undefined && allOf === undefined) return { ...rest, anyOf: choice };
  const all = Array.isArray(allOf) ? (allOf as readonly JsonValue[]) : [];
  return { ...rest, allOf: [...all, ...(anyOf === undefined ? [] : [{ anyOf }]), { anyOf: choice }] };
}
