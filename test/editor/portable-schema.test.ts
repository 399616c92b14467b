import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { portableSchema } from "../../src/editor/portable-schema.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";

const LAX = { strict: false, validateFormats: false, logger: false } as const;

/** The document that an editor gets. */
function document(schema: JsonValue): JsonObject {
  const made = portableSchema(schema, "chart");
  return { allOf: [made.schema], definitions: made.definitions };
}

function takes(schema: JsonValue, value: unknown): boolean {
  return new Ajv(LAX).compile(document(schema))(value);
}

const DRAFT = (name: string): string => `http://json-schema.org/${name}/schema#`;

describe("a schema of any draft for editors", () => {
  test.each<{
    readonly what: string;
    readonly schema: JsonObject;
    readonly takes: unknown[];
    readonly refuses: unknown[];
  }>([
    {
      what: "draft 4: a limit that is left out, an id, definitions",
      schema: {
        $schema: DRAFT("draft-04"),
        id: "http://example.com/values",
        properties: { a: { minimum: 0, exclusiveMinimum: true, type: "integer" }, b: { $ref: "#/definitions/b" } },
        definitions: { b: { type: "boolean" } },
      },
      takes: [
        { a: 1, b: true },
        { a: "${vars.a}", b: "${vars.b}" },
        { a: null, b: null },
      ],
      refuses: [{ a: 0 }, { a: "1" }, { b: "yes" }, { b: 1 }],
    },
    {
      what: "draft 7: what stands beside a reference says nothing",
      schema: {
        $schema: DRAFT("draft-07"),
        properties: { a: { $ref: "#/definitions/any", type: "string", description: "seen" } },
        definitions: { any: {} },
      },
      takes: [{ a: 1 }],
      refuses: [],
    },
    {
      what: "2019-09 and later: what stands beside a reference counts",
      schema: {
        $schema: "https://json-schema.org/draft/2019-09/schema",
        properties: { a: { $ref: "#/$defs/any", type: "integer" } },
        $defs: { any: { minimum: 3 } },
      },
      takes: [{ a: 3 }, { a: "${vars.a}" }],
      refuses: [{ a: 2 }, { a: "x" }],
    },
    {
      what: "2020-12: tuples, anchors, no other keys",
      schema: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        unevaluatedProperties: false,
        properties: { a: { prefixItems: [{ type: "integer" }], items: false }, b: { $ref: "#here" } },
        $defs: { x: { $anchor: "here", type: "boolean" } },
      },
      takes: [{ a: [1], b: false }],
      refuses: [{ a: [1, 2] }, { a: ["x"] }, { b: 1 }, { c: 1 }],
    },
    {
      what: "a reference by the schema's own address, with escapes",
      schema: {
        $id: "https://example.com/values.json",
        properties: {
          a: { $ref: "https://example.com/values.json#/$defs/a~1b%20c" },
          b: { $ref: "values.json#/$defs/a~1b%20c" },
        },
        $defs: { "a/b c": { type: "integer" } },
      },
      takes: [{ a: 1, b: 1 }],
      refuses: [{ a: "x" }, { b: "x" }],
    },
    {
      what: "a schema that contains itself",
      schema: {
        type: "object",
        additionalProperties: false,
        properties: { n: { type: "integer" }, next: { $ref: "#" } },
      },
      takes: [{ next: { next: { n: 1 } } }],
      refuses: [{ next: { next: { n: "x" } } }, { next: { m: 1 } }],
    },
    {
      what: "other addresses, and what is not there, are open",
      schema: {
        properties: {
          a: { $ref: "https://example.com/other.json" },
          b: { $ref: "#/nowhere" },
          c: { $ref: "file:///etc/x" },
        },
      },
      takes: [{ a: 1, b: 1, c: 1 }],
      refuses: [],
    },
    {
      what: "a layer may leave out what is required, an item of a list may not",
      schema: {
        required: ["a"],
        properties: {
          map: { $ref: "#/definitions/thing" },
          list: { type: "array", items: { $ref: "#/definitions/thing" } },
        },
        definitions: { thing: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
      },
      takes: [{}, { map: {} }, { list: [{ name: "x" }] }],
      refuses: [{ list: [{}] }, { list: [{ name: 1 }] }, { list: [null] }],
    },
    {
      what: "words, formats, patterns and lengths of texts, with references",
      schema: {
        properties: {
          word: { enum: ["fast", "slow"] },
          fixed: { const: "x" },
          text: { type: "string", pattern: "^[a-z]+$", maxLength: 5 },
          level: { type: "integer", enum: [1, 2] },
        },
      },
      takes: [
        { word: "fast" },
        { word: "${vars.a}", fixed: "${a}", text: "abc-${cluster.name}", level: "${vars.l}" },
        { word: null },
      ],
      refuses: [{ word: "medium" }, { fixed: "y" }, { text: "A" }, { text: "abcdefg" }, { level: 3 }, { level: "1" }],
    },
    {
      what: "one of several: a reference fits them all",
      schema: { properties: { port: { oneOf: [{ type: "integer" }, { type: "string", pattern: "^[a-z]+$" }] } } },
      takes: [{ port: 80 }, { port: "http" }, { port: "${vars.port}" }],
      refuses: [{ port: true }, { port: "80" }],
    },
    {
      what: "conditions and exclusions do not judge a layer",
      schema: {
        properties: { on: { type: "boolean" } },
        not: { required: ["x"] },
        ...CONDITION,
      },
      takes: [{ on: true }, { x: 1 }],
      refuses: [{ on: "x" }],
    },
    {
      what: "patterns that an editor cannot run",
      schema: {
        properties: {
          a: { pattern: "^(a+)+$" },
          b: { pattern: "(?i)x" },
          c: { pattern: "^(a|aa)+$" },
          d: { pattern: "\\Qx\\E" },
        },
      },
      takes: [{ a: "b", b: "b", c: "b", d: "d" }],
      refuses: [],
    },
  ])("$what", ({ schema, takes: good, refuses: bad }) => {
    expect(good.filter((value) => !takes(schema, value))).toEqual([]);
    expect(bad.filter((value) => takes(schema, value))).toEqual([]);
  });

  test("keeps what people read: also beside a reference", () => {
    const made = document({
      $schema: DRAFT("draft-07"),
      properties: { a: { $ref: "#/definitions/b", description: "About a", default: 1 } },
      definitions: { b: { title: "B", deprecated: true } },
    });
    expect(JSON.stringify(made)).toContain('{"description":"About a","default":1,"$ref":"#/definitions/chart.b"}');
    expect(made["definitions"]).toEqual({
      "chart.b": { title: "B", deprecationMessage: "The chart calls this deprecated." },
    });
  });

  test.each([true, false, "text", null, 3, []])("%j instead of a schema breaks nothing", (schema) => {
    expect(() => new Ajv(LAX).compile(document(schema as JsonValue))).not.toThrow();
  });
});

/** Read from text: an object with `then` looks like a promise. */
const CONDITION = JSON.parse(
  '{"if":{"properties":{"on":{"const":true}}},"then":{"required":["host"],"properties":{"host":{"type":"string"}}}}',
) as JsonObject;
