import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkValues } from "../../../src/check/values/check-values.ts";
import type { JsonObject, JsonValue } from "../../../src/support/json.ts";
import { chart, told } from "./told.ts";

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["logLevel", "clusterName"],
  properties: {
    logLevel: { enum: ["debug", "info", "warning"] },
    clusterName: { type: "string", minLength: 1 },
    replicaCount: { type: "integer", minimum: 1 },
    adminPassword: { type: "string" },
    mode: {
      anyOf: [{ type: "string" }, { type: "object", required: ["name"], properties: { name: { type: "string" } } }],
    },
    ports: { type: "array", items: { type: "object", properties: { port: { type: "integer" } } } },
    names: { type: "object", propertyNames: { pattern: "^[a-z]+$" } },
  },
};

describe("schemas", () => {
  test.for<[string, string, readonly string[]]>([
    [
      "a missing key",
      "{}",
      ["SCHEMA 5:3 the values have no clusterName, which the chart's schema demands [add clusterName to the values]"],
    ],
    [
      "an unknown key",
      "{ clusterName: a, logLvel: info }",
      [
        "SCHEMA 7:25 logLvel is not a key that the chart's schema allows [did you mean logLevel? known here: logLevel, clusterName, replicaCount, adminPassword, mode, ports, names]",
      ],
    ],
    [
      "an enum",
      "{ clusterName: a, logLevel: warn }",
      ['SCHEMA 7:35 logLevel must be debug, info or warning, but is the string "warn" [did you mean warning?]'],
    ],
    [
      "a type",
      '{ clusterName: a, replicaCount: "2" }',
      ['SCHEMA 7:39 replicaCount must be a whole number, but is the string "2" [write it without quotes]'],
    ],
    [
      "a number as a name",
      "{ clusterName: 7 }",
      ["SCHEMA 7:22 clusterName must be a string, but is 7 [put it in quotes]"],
    ],
    ["a limit", "{ clusterName: a, replicaCount: 0 }", ["SCHEMA 7:39 replicaCount must be at least 1, but is 0"]],
    [
      "something in a list",
      "{ clusterName: a, ports: [{ port: 1 }, { port: http }] }",
      ['SCHEMA 7:54 ports[1].port must be a whole number, but is the string "http"'],
    ],
    [
      "a name",
      "{ clusterName: a, names: { A1: 1 } }",
      ["SCHEMA 7:34 the key names.A1 is not allowed by the chart's schema: it must match ^[a-z]+$"],
    ],
    [
      "the likely one of two alternatives",
      "{ clusterName: a, mode: { name: 1 } }",
      ["SCHEMA 7:39 mode.name must be a string, but is 1 [put it in quotes]"],
    ],
    [
      "none of two alternatives",
      "{ clusterName: a, mode: 1 }",
      ["SCHEMA 7:31 mode must be a string or a map, but is 1"],
    ],
    [
      "a secret",
      "{ clusterName: a, adminPassword: 12345678 }",
      ["SCHEMA 7:40 adminPassword must be a string, but is another number [put it in quotes]"],
    ],
    ["what fits", "{ clusterName: a, mode: x }", []],
  ])("%s", async ([, values, expected]) => {
    const files = { "values.schema.json": JSON.stringify(SCHEMA), "values.yaml": "logLevel: info\n" };
    expect(await told(values, chart(files))).toEqual(expected);
  });

  test("a default that is wrong is told at the add-on", async () => {
    const files = { "values.schema.json": JSON.stringify({ properties: { debug: { type: "string" } } }) };
    expect(await told("{}", chart(files))).toEqual([
      "SCHEMA 5:3 debug must be a string, but is false (a default of the chart) [put it in quotes]",
    ]);
  });

  test("a reference to somewhere else is told and not followed; the rest is checked", async () => {
    const schema = {
      properties: {
        debug: { $ref: "http://localhost:9/x.json#/a" },
        logLevel: { $ref: "other.json" },
        replicaCount: { type: "string" },
      },
    };
    const files = { "values.schema.json": JSON.stringify(schema), "values.yaml": "" };
    expect(await told("{ replicaCount: 2 }", chart(files))).toEqual([
      ...["http://localhost:9/x.json", "file:///other.json"].map(
        (url) =>
          `SCHEMA-EXTERNAL-REF 5:3 values.schema.json of the chart refers to ${url}, which is not in the chart: what it demands was not checked [nothing is fetched for a check; tell the chart's maintainers to put it into the file]`,
      ),
      "SCHEMA 7:23 replicaCount must be a string, but is 2 [put it in quotes]",
    ]);
  });

  test("values that are not known fit every schema", async () => {
    const schema = {
      properties: { a: { type: "string" }, b: { not: {} } },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    };
    const files = { "values.schema.json": JSON.stringify(schema), "values.yaml": "" };
    expect(await told("{ a: 1, b: 1 }", chart(files), { unknown: [["a"], ["b"]] })).toEqual([]);
    expect((await told("{ a: 1, b: 1 }", chart(files))).length).toBeGreaterThan(0);
  });

  test("whatever a schema and values are, the answer is a list of problems", async () => {
    const keyword = fc.constantFrom(
      ..."$ref $id $schema $anchor $dynamicRef type enum pattern format items properties required allOf if not $defs contains multipleOf".split(
        " ",
      ),
    );
    const schema = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonValue>(
          "#",
          "#/properties",
          "string",
          "^a",
          "(",
          "urn:x",
          "http://x",
          "",
          null,
          true,
          1,
          -1,
          0.5,
        ),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(keyword, tie("value"), { maxKeys: 4 }),
      ) as fc.Arbitrary<JsonValue>,
    })).value;
    await fc.assert(
      fc.asyncProperty(schema, fc.dictionary(fc.constantFrom("a", "type", "items"), schema), async (one, values) => {
        const of = chart({ "values.schema.json": JSON.stringify(one), "values.yaml": "" });
        const addon = {
          name: "web",
          values: values as JsonObject,
          valueLayers: [],
          at: { file: "f", line: 1, column: 1 },
        };
        const problems = await checkValues({ addon, chart: of });
        expect(problems.every(({ message, at }) => message !== "" && at !== undefined)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
