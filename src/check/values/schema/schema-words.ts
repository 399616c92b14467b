import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import { looksSecret } from "../../../support/looks-secret.ts";
import { nearest } from "../../../support/nearest.ts";
import type { YamlPath } from "../../../support/yaml-places.ts";
import { pathWords } from "../values-finding.ts";
import { limitsOf } from "./validate-scalar.ts";
import type { SchemaError } from "./visit.ts";

export interface ErrorWords {
  readonly path: YamlPath;
  readonly part: "key" | "value";
  readonly message: string;
  readonly hint?: string;
}

/** An error of a schema in plain words; `path` is where the values that it is about stand. */
export function schemaWords(error: SchemaError, above: YamlPath): ErrorWords {
  const path = [...above, ...error.path];
  const { key, keyword } = error;
  if (keyword === "required" && key !== undefined) return missingKey(path, key);
  if (keyword === "additionalProperties" && key !== undefined) return unknownKey([...path, key], error.schema);
  if (keyword === "propertyNames" && key !== undefined) return wrongName([...path, key], error);
  const what = path.length === 0 ? "the values" : pathWords(path);
  if (keyword === "false") return { path, part: "key", message: `${what} is not allowed by the chart's schema` };
  const { message, hint } = rule(error);
  const is = path.length === 0 ? "" : `, but is ${shown(error.value, path)}`;
  return { path, part: "value", message: `${what} ${message}${is}`, ...(hint === undefined ? {} : { hint }) };
}

function missingKey(path: YamlPath, key: string): ErrorWords {
  const where = path.length === 0 ? "the values have" : `${pathWords(path)} has`;
  const whole = pathWords([...path, key]);
  return {
    path,
    part: "key",
    message: `${where} no ${key}, which the chart's schema demands`,
    hint: `add ${whole} to the values`,
  };
}

function unknownKey(path: YamlPath, { properties }: JsonObject): ErrorWords {
  const known = isJsonObject(properties) ? Object.keys(properties) : [];
  const meant = nearest(String(path.at(-1)), known);
  const all =
    known.length === 0 ? "remove it" : `known here: ${known.slice(0, 15).join(", ")}${known.length > 15 ? " …" : ""}`;
  return {
    path,
    part: "key",
    message: `${pathWords(path)} is not a key that the chart's schema allows`,
    hint: meant === undefined ? all : `did you mean ${pathWords([...path.slice(0, -1), meant])}? ${all}`,
  };
}

function wrongName(path: YamlPath, { alternatives }: SchemaError): ErrorWords {
  const [inner] = alternatives?.[0] ?? [];
  const why = inner === undefined ? "" : `: it ${rule(inner).message}`;
  return { path, part: "key", message: `the key ${pathWords(path)} is not allowed by the chart's schema${why}` };
}

interface Rule {
  readonly message: string;
  readonly hint?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "empty",
};

function rule(error: SchemaError): Rule {
  const { keyword, schema, value } = error;
  switch (keyword) {
    case "type":
      return typeRule([schema["type"]].flat(), value);
    case "enum":
      return enumRule(schema["enum"], value);
    case "const":
      return { message: `must be ${JSON.stringify(schema["const"])}` };
    case "anyOf":
    case "oneOf":
      return alternativesRule(error);
    default:
      return { message: textOf(keyword, schema) };
  }
}

function typeRule(types: readonly (JsonValue | undefined)[], value: JsonValue): Rule {
  const names = types.filter((name) => typeof name === "string");
  const allowed = names.filter((name) => name !== "null" || names.length === 1);
  const message = `must be ${allowed.map((name) => TYPES[name] ?? name).join(" or ")}`;
  const isScalar = typeof value === "number" || typeof value === "boolean";
  if (isScalar && allowed.includes("string")) return { message, hint: "put it in quotes" };
  const isMeant = typeof value === "string" && allowed.some((name) => MEANT[name]?.test(value) === true);
  return isMeant ? { message, hint: "write it without quotes" } : { message };
}

/** Texts that would be of a type without their quotes. */
const MEANT: Readonly<Record<string, RegExp>> = {
  integer: /^[-+]?\d+$/,
  number: /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i,
  boolean: /^(true|false)$/,
};

function enumRule(values: JsonValue | undefined, value: JsonValue): Rule {
  const allowed = Array.isArray(values) ? (values as readonly JsonValue[]) : [];
  const words = allowed.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  const message = `must be ${words.join(", ").replace(/, ([^,]*)$/, " or $1")}`;
  const isBegun = (word: string): boolean => typeof value === "string" && value.length > 2 && word.startsWith(value);
  const meant = typeof value === "string" ? (nearest(value, words) ?? words.find(isBegun)) : undefined;
  return meant === undefined ? { message } : { message, hint: `did you mean ${meant}?` };
}

function alternativesRule({ alternatives, keyword }: SchemaError): Rule {
  if (alternatives === undefined)
    return { message: "fits several alternatives of the chart's schema, only one is allowed" };
  const rules = [...new Set(alternatives.flatMap((errors) => errors.slice(0, 1)).map((one) => rule(one).message))];
  const isPlain = rules.every((one) => one.startsWith("must be "));
  if (isPlain) return { message: `must be ${rules.map((one) => one.slice("must be ".length)).join(" or ")}` };
  const count = keyword === "oneOf" ? "exactly one" : "one";
  return { message: `must fit ${count} of ${alternatives.length} alternatives of the chart's schema` };
}

function textOf(keyword: string, schema: JsonObject): string {
  const limits = limitsOf(schema);
  const limit = String(schema[keyword] as number);
  const texts: Readonly<Record<string, string>> = {
    pattern: `must match ${String(schema["pattern"] as string)}`,
    format: `must be of the format ${String(schema["format"] as string)}`,
    minLength: schema["minLength"] === 1 ? "must not be empty" : `must have at least ${limit} characters`,
    maxLength: `must have at most ${limit} characters`,
    minItems: `must have at least ${limit} items`,
    maxItems: `must have at most ${limit} items`,
    minProperties: `must have at least ${limit} keys`,
    maxProperties: `must have at most ${limit} keys`,
    uniqueItems: "must not hold the same item twice",
    minimum: `must be at least ${limit}`,
    maximum: `must be at most ${limit}`,
    exclusiveMinimum: `must be more than ${limits.above}`,
    exclusiveMaximum: `must be less than ${limits.below}`,
    multipleOf: `must be a multiple of ${limit}`,
    contains: "must hold an item of the kind that the chart's schema describes",
    maxContains: "holds too many items of a kind that the chart's schema describes",
    additionalItems: "has more items than the chart's schema allows",
    not: "is what the chart's schema rules out",
    $ref: "is described by a schema that refers to itself",
  };
  return texts[keyword] ?? "is not what the chart's schema allows";
}

const LONGEST = 60;

/** What stands there, unless it may be a secret. */
function shown(value: JsonValue, path: YamlPath): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isJsonObject(value)) return Object.keys(value).length === 0 ? "an empty map" : "a map";
  const kind = typeof value === "string" ? "the string" : "";
  const isSecret = path.some((step) => typeof step === "string" && looksSecret(step));
  if (isSecret) return `another ${typeof value}`;
  const text = JSON.stringify(value);
  return `${kind} ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`.trim();
}
