/** Versions of JSON Schema that Helm's library knows. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

/** What a schema without `$schema` is taken for. */
export const DEFAULT_DRAFT: Draft = 2020;

const DRAFTS: ReadonlyMap<string, Draft> = new Map([
  ["json-schema.org/schema", 2020],
  ["json-schema.org/draft/2020-12/schema", 2020],
  ["json-schema.org/draft/2019-09/schema", 2019],
  ["json-schema.org/draft-07/schema", 7],
  ["json-schema.org/draft-06/schema", 6],
  ["json-schema.org/draft-04/schema", 4],
]);

/** By the text of `$schema`. */
export function draftOf(schema: string): Draft | undefined {
  const [url = "", fragment = ""] = schema.split(/#([^]*)/);
  return fragment === "" ? DRAFTS.get(url.replace(/^https?:\/\//, "")) : undefined;
}

/** Keywords that hold schemas, by how. */
export interface SubschemaKeywords {
  readonly single: readonly string[];
  readonly list: readonly string[];
  readonly map: readonly string[];
}

const DRAFT_4: SubschemaKeywords = {
  single: ["not", "additionalProperties", "items", "additionalItems"],
  list: ["allOf", "anyOf", "oneOf", "items"],
  map: ["definitions", "properties", "patternProperties", "dependencies"],
};
const DRAFT_6 = { ...DRAFT_4, single: [...DRAFT_4.single, "propertyNames", "contains"] };
const DRAFT_7 = { ...DRAFT_6, single: [...DRAFT_6.single, "if", "then", "else"] };
const DRAFT_2019 = {
  single: [...DRAFT_7.single, "unevaluatedProperties", "unevaluatedItems", "contentSchema"],
  list: DRAFT_7.list,
  map: [...DRAFT_7.map, "$defs", "dependentSchemas"],
};

export const SUBSCHEMAS: Readonly<Record<Draft, SubschemaKeywords>> = {
  4: DRAFT_4,
  6: DRAFT_6,
  7: DRAFT_7,
  2019: DRAFT_2019,
  2020: { ...DRAFT_2019, list: [...DRAFT_2019.list, "prefixItems"] },
};
