import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import type { ChartProject } from "./chart-projects.ts";
import { FORMAT_NAMES, PATTERNS, TEXTS } from "./generated-schemas.ts";
import type { Judged } from "./judge-schemas.ts";

const DRAFT_7 = "http://json-schema.org/draft-07/schema#";
const DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema";
const DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema";

export const property = (schema: JsonValue, draft?: string): JsonObject => ({
  ...(draft === undefined ? {} : { $schema: draft }),
  properties: { v: schema },
});

/** Every format with every text, and every pattern with a few. */
export const TABLE: readonly Judged[] = [
  ...FORMAT_NAMES.flatMap((format) =>
    TEXTS.map((text) => ({ schema: property({ format }, DRAFT_7), values: { v: text } })),
  ),
  ...PATTERNS.flatMap((pattern) =>
    TEXTS.filter((_, index) => index % 6 === 0 || index < 12).map((text) => ({
      schema: property({ pattern }),
      values: { v: text },
    })),
  ),
  ...[DRAFT_7, DRAFT_2019, DRAFT_2020].map((draft) => ({
    schema: property({ format: "ipv4" }, draft),
    values: { v: "no address" },
  })),
];

/** A schema as a whole file: how it names its draft, refers inside itself, and is broken. */
export const FILES: readonly (Judged & { readonly about: string })[] = [
  ...[
    "https://json-schema.org/schema",
    "http://json-schema.org/draft/2020-12/schema#",
    "https://json-schema.org/draft-07/schema",
    "http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger",
    "json-schema.org/draft-07/schema",
    "file:///values.schema.json",
    "urn:somebody",
    "",
    7,
  ].map((draft) => ({
    about: `$schema ${JSON.stringify(draft)}`,
    schema: { $schema: draft, properties: { v: { format: "ipv4" }, w: { items: [{ type: "string" }] } } },
    values: { v: "no address" },
  })),
  ...[
    "{",
    "",
    "[]",
    "true",
    "false",
    "null",
    "7",
    '{"type":"object"} x',
    '\uFEFF{"type":"object"}',
    '{"type":"objekt"}',
  ].map((schema) => ({ about: `the text ${JSON.stringify(schema)}`, schema, values: { v: 1 } })),
  ...[
    "#/definitions/a",
    "#/definitions/none",
    "#a",
    "#none",
    "#/properties/v",
    "#",
    "values.schema.json#/definitions/a",
  ].map(($ref) => ({
    about: `$ref ${$ref}`,
    schema: { $schema: DRAFT_2020, definitions: { a: { $anchor: "a", type: "string" } }, properties: { v: { $ref } } },
    values: { v: 1 },
  })),
  ...[
    "#/definitions/x~1y",
    "#/definitions/x%2Fy",
    "#/definitions/%C3%A9",
    "#/elsewhere/0",
    "#/elsewhere/1",
    "%zz#",
  ].map(($ref) => ({
    about: `$ref ${$ref}`,
    schema: {
      definitions: { "x/y": { type: "string" }, é: { type: "string" } },
      elsewhere: [{ type: "string" }, { type: "strink" }],
      properties: { v: { $ref } },
    },
    values: { v: 1 },
  })),
  ...["http://example.com/s", "http://example.com/s#a", "s", "s#a", "inner", "http://example.com/s#/definitions/b"].map(
    ($ref) => ({
      about: `an id, and $ref ${$ref}`,
      schema: {
        $schema: DRAFT_7,
        $id: "http://example.com/root",
        definitions: {
          s: { $id: "s", type: "string", definitions: { b: { type: "string" }, a: { $id: "#a", type: "string" } } },
          inner: { $id: "inner", $ref: "#/definitions/s" },
        },
        properties: { v: { $ref } },
      },
      values: { v: 1 },
    }),
  ),
  {
    about: "two schemas with one id",
    schema: { $defs: { a: { $id: "x" }, b: { $id: "x" } } },
    values: {},
  },
  {
    about: "a schema that another draft describes inside",
    schema: {
      $schema: DRAFT_2020,
      $defs: { old: { $schema: DRAFT_7, $id: "old", format: "ipv4" } },
      properties: { v: { $ref: "old" } },
    },
    values: { v: "no address" },
  },
  {
    about: "a tree by $recursiveRef",
    schema: {
      $schema: DRAFT_2019,
      $recursiveAnchor: true,
      properties: { v: { $recursiveRef: "#" }, w: { type: "string" } },
    },
    values: { v: { v: { w: 1 } } },
  },
  {
    about: "a tree by $dynamicRef",
    schema: {
      $schema: DRAFT_2020,
      $id: "http://example.com/strict",
      $dynamicAnchor: "node",
      $ref: "tree",
      unevaluatedProperties: false,
      $defs: {
        tree: {
          $id: "tree",
          $dynamicAnchor: "node",
          properties: { v: { $dynamicRef: "#node" }, global: true },
        },
      },
    },
    values: { v: { v: { w: 1 } } },
  },
  {
    about: "a schema that ends in itself",
    schema: { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, properties: { v: { $ref: "#/$defs/a" } } },
    values: { v: 1 },
  },
  {
    about: "an expression that Go does not know",
    schema: { properties: { v: { pattern: "^(?!a)" } } },
    values: { v: "b" },
  },
  {
    about: "an expression nobody refers to",
    schema: { $defs: { a: { pattern: "^(?!a)" } } },
    values: { v: "b" },
  },
  {
    about: "an expression that backtracks without end elsewhere",
    schema: { properties: { v: { pattern: "^(a+)+$" } } },
    values: { v: `${"a".repeat(50_000)}b` },
  },
  { about: "an integer with a point", schema: property({ type: "integer" }), values: { v: 3.0 } },
  { about: "a number with an exponent", schema: property({ type: "integer" }), values: { v: 1e21 } },
  { about: "tenths", schema: property({ multipleOf: 0.1 }), values: { v: 0.3 } },
  { about: "a null", schema: property({ type: "string" }), values: { v: null } },
  { about: "globals", schema: { additionalProperties: false, properties: { v: {} } }, values: { v: 1 } },
];

/** Values as schemas meet them: with defaults, without what a null takes away, handed down to subcharts. */
export const CHARTS: readonly {
  readonly about: string;
  readonly project: ChartProject;
  readonly values: JsonObject;
}[] = [
  {
    about: "a default that is wrong",
    project: { name: "outer", values: { a: 1 }, schema: { properties: { a: { type: "string" } } } },
    values: {},
  },
  {
    about: "a required key that a null took away",
    project: { name: "outer", values: { a: 1 }, schema: { required: ["a"] } },
    values: { a: null },
  },
  {
    about: "a null where there is no default",
    project: { name: "outer", values: {}, schema: { properties: { a: { type: "string" } } } },
    values: { a: null },
  },
  {
    about: "a null in default values",
    project: { name: "outer", values: { a: null, b: { a: null } }, schema: { properties: { a: { type: "string" } } } },
    values: {},
  },
  {
    about: "a subchart's schema with its parent's defaults and globals",
    project: {
      name: "outer",
      values: { inner: { a: 1 }, global: { b: 1 } },
      subcharts: [
        {
          name: "inner",
          values: { a: "x" },
          schema: { properties: { a: { type: "string" }, global: { properties: { b: { type: "string" } } } } },
        },
      ],
    },
    values: {},
  },
  {
    about: "the schema of a subchart that is off",
    project: {
      name: "outer",
      more: { dependencies: [{ name: "inner", version: "1.x", repository: "", condition: "inner.enabled" }] },
      subcharts: [{ name: "inner", schema: { required: ["a"] } }],
    },
    values: { inner: { enabled: false } },
  },
  {
    about: "the schema of a subchart under its alias",
    project: {
      name: "outer",
      more: { dependencies: [{ name: "inner", version: "1.x", repository: "", alias: "one" }] },
      subcharts: [{ name: "inner", schema: { required: ["a"] } }],
    },
    values: { inner: { a: 1 }, one: {} },
  },
  {
    about: "values of a subchart that are no map",
    project: { name: "outer", subcharts: [{ name: "inner" }] },
    values: { inner: "x" },
  },
  {
    about: "the outer schema about its subchart's values",
    project: {
      name: "outer",
      schema: { properties: { inner: { required: ["b"] } } },
      subcharts: [{ name: "inner", values: { a: 1 } }],
    },
    values: {},
  },
];
