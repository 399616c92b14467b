import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { isHarmlessPattern } from "./harmless-pattern.ts";
import type { Extent } from "./extent.ts";

/** How parts of a schema are converted: those about the same value, and those about items of a list. */
export interface Parts {
  readonly extent: Extent;
  readonly same: Convert;
  readonly item: Convert;
}

type Convert = (part: JsonValue | undefined) => JsonValue;

/** The keywords of one schema of any draft as draft 7 has them, without what an editor cannot use. */
export function editorKeywords(schema: JsonObject, parts: Parts): JsonObject {
  return {
    ...kept(schema, ALWAYS),
    ...(parts.extent === "whole" && kept(schema, OF_WHOLE_VALUES)),
    ...deprecation(schema),
    ...limits(schema),
    ...patterns(schema),
    ...listKeywords(schema, parts),
    ...mapKeywords(schema, parts),
    ...combinations(schema, parts),
  };
}

const ALWAYS = [
  "title",
  "description",
  "markdownDescription",
  "default",
  "examples",
  "type",
  "enum",
  "const",
  "multipleOf",
  "minLength",
  "maxLength",
  "format",
  "minItems",
  "maxItems",
  "uniqueItems",
  "maxProperties",
];

/** A layer may leave out what another has. */
const OF_WHOLE_VALUES = ["required", "minProperties"];

function kept(schema: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])));
}

function deprecation(schema: JsonObject): JsonObject {
  const { deprecationMessage: message, deprecated } = schema;
  if (typeof message === "string") return { deprecationMessage: message };
  return deprecated === true ? { deprecationMessage: "The chart calls this deprecated." } : {};
}

/** Draft 4 says `exclusiveMinimum: true` beside `minimum`. */
function limits(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    (["Minimum", "Maximum"] as const).flatMap((name) => {
      const plain = schema[name.toLowerCase()];
      const exclusive = schema[`exclusive${name}`];
      if (exclusive === true) return plain === undefined ? [] : [[`exclusive${name}`, plain]];
      return [
        ...(plain === undefined ? [] : [[name.toLowerCase(), plain] as const]),
        ...(typeof exclusive === "number" ? [[`exclusive${name}`, exclusive] as const] : []),
      ];
    }),
  );
}

function patterns(schema: JsonObject): JsonObject {
  const { pattern } = schema;
  return typeof pattern === "string" && isHarmlessPattern(pattern) ? { pattern } : {};
}

function listKeywords(schema: JsonObject, { item }: Parts): JsonObject {
  const { prefixItems, items, additionalItems } = schema;
  const first = Array.isArray(prefixItems) ? prefixItems : items;
  if (!Array.isArray(first)) return items === undefined ? {} : { items: item(items) };
  const rest = Array.isArray(prefixItems) ? items : additionalItems;
  return {
    items: (first as readonly JsonValue[]).map(item),
    ...(rest !== undefined && { additionalItems: item(rest) }),
  };
}

function mapKeywords(schema: JsonObject, { same, extent }: Parts): JsonObject {
  const { properties, patternProperties, propertyNames } = schema;
  const others = schema["additionalProperties"] ?? closedByDraft2019(schema);
  return {
    ...(isJsonObject(properties) && { properties: mapValues(properties, same) }),
    ...(isJsonObject(patternProperties) && {
      patternProperties: mapValues(
        Object.fromEntries(Object.entries(patternProperties).filter(([pattern]) => isHarmlessPattern(pattern))),
        same,
      ),
    }),
    ...(others !== undefined && { additionalProperties: same(others) }),
    // Keys hold no references.
    ...(isJsonObject(propertyNames) && !/\$\w*ref/i.test(JSON.stringify(propertyNames)) && { propertyNames }),
    ...dependencies(schema, { same, extent }),
  };
}

/** `unevaluatedProperties` looks into alternatives, which draft 7 cannot; without any it means the same. */
function closedByDraft2019(schema: JsonObject): JsonValue | undefined {
  const looksFurther = ["$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"].some((key) => key in schema);
  return looksFurther ? undefined : schema["unevaluatedProperties"];
}

function dependencies(schema: JsonObject, { same, extent }: Pick<Parts, "same" | "extent">): JsonObject {
  const all = ["dependencies", "dependentSchemas", "dependentRequired"].flatMap((name) =>
    isJsonObject(schema[name]) ? Object.entries(schema[name]) : [],
  );
  const made = all.flatMap(([key, value]) => {
    if (!Array.isArray(value)) return [[key, same(value)]];
    return extent === "whole" ? [[key, value]] : [];
  });
  return made.length === 0 ? {} : { dependencies: Object.fromEntries(made) };
}

/**
 * A reference fits every alternative, and a layer shows only a part of what a condition looks at: so one of several becomes
 * at least one, branches of a condition only offer their keys, and exclusions are left to `addons validate`.
 */
function combinations(schema: JsonObject, { same }: Parts): JsonObject {
  const all = list(schema["allOf"]).map(same);
  const choices = [list(schema["anyOf"]), list(schema["oneOf"])].filter((choice) => choice.length > 0);
  const branches = [schema["then"], schema["else"]].filter((branch) => branch !== undefined);
  const alternatives = [
    ...choices.map((choice) => ({ anyOf: choice.map(same) })),
    ...(branches.length === 0 ? [] : [{ anyOf: [...branches.map(same), {}] }]),
  ];
  const [only] = alternatives;
  if (all.length === 0 && alternatives.length === 1 && only !== undefined) return only;
  return all.length + alternatives.length === 0 ? {} : { allOf: [...all, ...alternatives] };
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function mapValues(map: JsonObject, change: Convert): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
