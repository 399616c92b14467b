import { Ajv } from "ajv";
import ajvDraft04 from "ajv-draft-04";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { portableSchema } from "../../src/editor/portable-schema.ts";
import type { JsonObject, JsonScalar, JsonValue } from "../../src/support/json.ts";

const LAX = { strict: false, validateFormats: false, logger: false } as const;

/** The document that an editor gets. */
function document(schema: JsonValue): JsonObject {
  const made = portableSchema(schema, "chart");
  return { allOf: [made.schema], definitions: made.definitions };
}

function takes(schema: JsonValue, value: unknown): boolean {
  return new Ajv(LAX).compile(document(schema))(value);
}

test("is never stricter than the original, and stands for itself", () => {
  fc.assert(
    fc.property(schemas(), values(), (schema, value) => {
      const made = document(schema);
      expect(new Ajv(LAX).validateSchema(made)).toBe(true);
      expect(
        [...JSON.stringify(made).matchAll(/"\$ref":"([^"]*)"/g)].every(([, to]) => to?.startsWith("#/definitions/")),
      ).toBe(true);
      const isFine = originals(schema).some((original) => original(value));
      expect([isFine, isFine && takes(schema, value)]).toEqual([isFine, isFine]);
    }),
    { numRuns: 100 },
  );
});

function originals(schema: JsonObject): readonly ((value: unknown) => boolean)[] {
  const validators = [ajvDraft04.default, Ajv, Ajv2020].map((Validator) => {
    try {
      return new Validator(LAX).compile(schema);
    } catch {
      // Not a schema of this draft.
      return undefined;
    }
  });
  return validators
    .filter((validator) => validator !== undefined)
    .map((validator) => (value) => {
      try {
        return validator(value);
      } catch (error) {
        // A schema that leads to itself without end: what it would take, nobody knows.
        if (error instanceof RangeError) return false;
        throw error;
      }
    });
}

/** Small schemas over the keys `a` and `b`, with references to two definitions. */
function schemas(): fc.Arbitrary<JsonObject> {
  const { schema } = fc.letrec<{ schema: JsonObject; part: JsonValue }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 3 },
      fc.boolean(),
      fc.constantFrom({ $ref: "#/definitions/x" }, { $ref: "#/definitions/y" }),
      tie("schema"),
    ),
    schema: fc.record(
      {
        type: fc.constantFrom("string", "integer", "number", "boolean", "object", "array", "null"),
        enum: fc.uniqueArray(scalars(), { minLength: 1, maxLength: 3 }),
        minimum: fc.integer({ min: -2, max: 2 }),
        maxLength: fc.integer({ min: 0, max: 3 }),
        pattern: fc.constantFrom("^a", "b$"),
        required: fc.constantFrom(["a"], ["a", "b"]),
        properties: fc.record({ a: tie("part"), b: tie("part") }, { requiredKeys: [] }),
        additionalProperties: tie("part"),
        items: tie("part"),
        allOf: fc.array(tie("part"), { minLength: 1, maxLength: 2 }),
        anyOf: fc.array(tie("part"), { minLength: 1, maxLength: 2 }),
        oneOf: fc.array(tie("part"), { minLength: 1, maxLength: 2 }),
        not: tie("part"),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>,
  }));
  return fc.tuple(schema, schema, schema).map(([root, x, y]) => ({ ...root, definitions: { x, y } }));
}

function scalars(): fc.Arbitrary<JsonScalar> {
  return fc.constantFrom<JsonScalar[]>("a", "ab", "b", 0, 1, 2.5, -1, true, false, null);
}

/** Values that speak about the same keys. */
function values(): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalars(),
      fc.array(tie("value"), { maxLength: 2 }),
      fc.record({ a: tie("value"), b: tie("value"), c: tie("value") }, { requiredKeys: [] }),
    ),
  })).value;
}
