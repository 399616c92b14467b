import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";

export interface SchemaCase {
  readonly draft: string | undefined;
  readonly schema: JsonValue;
  readonly definitions: JsonObject;
  readonly value: JsonValue;
}

const DRAFTS: readonly (string | undefined)[] = [
  undefined,
  "http://json-schema.org/draft-04/schema#",
  "http://json-schema.org/draft-06/schema#",
  "http://json-schema.org/draft-07/schema",
  "https://json-schema.org/draft/2019-09/schema",
  "https://json-schema.org/draft/2020-12/schema",
];

/** Texts with and without each format, and what patterns are tried on. */
export const TEXTS: readonly string[] = [
  ..."a|b|abc|A|é|😀|x y|a\nb|1|10|0|-1|1.5|true|null|~|#|0#|1/a|01/a|/a/b|/a~0b|/a~2b|/a b".split("|"),
  "",
  ..."1.2.3.4 01.2.3.4 1.2.3.256 +1.2.3.4 1.2.3 ::1 1::2::3 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7 ::1.2.3.4 fe80::1%eth0 12345::".split(
    " ",
  ),
  ..."::ffff:1.2.3.04 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1::3:4:5:6:7:8 host host.example.com host. -host host- a..b a_b".split(
    " ",
  ),
  ...'me@example.com me.@example.com .me@x a..b@x @x x@ "a@b"@x me@[1.2.3.4] me@[IPv6:::1] me@[::1] a+b=c@x'.split(" "),
  ..."2026-02-28 2026-02-29 2024-02-29 2026-13-01 26-01-01 2026-1-1 2026-01-01T00:00:00Z 2026-01-01t23:59:60z".split(
    " ",
  ),
  ..."2026-01-01T23:59:60+01:00 2026-01-01T22:59:60-01:00 2026-01-01T00:00:00 2026-01-01T24:00:00Z 12:30:00Z 12:30:00.5+02:00".split(
    " ",
  ),
  ..."12:30:00 12:30Z 12:60:00Z 12:30:00.Z P1D P1Y2M3DT4H5M6S PT P P1W P1WT1H PT1S P1S PT1H1D P1DT 2026-01-01T00:00:00Z/P1D P1D/2026-01-01T00:00:00Z".split(
    " ",
  ),
  ..."http://example.com/a?b#c https://user:pw@host:80/ http://host:port/ http://a b/ http://[::1]:80/ http://[::1 //host/path path/a:b a:b".split(
    " ",
  ),
  ..."1a:b :a mailto:me@x http://%41/ http://h/%zz http://h/%41 #frag #%zz ?q=%zz http://h/{a} /{a}/{ /{a}} \\a ftp://é/ urn:x:y http://h:/ http://a:1:2/".split(
    " ",
  ),
  ..."1.2.3 1.2 v1.2.3 1.2.3-rc.1 1.2.3-01 1.2.3-0a 1.2.3+b 1.2.3+ 1.2.3- 01.2.3 1.2.3-a+b.c".split(" "),
  ..."123e4567-e89b-12d3-a456-426614174000 123e4567e89b12d3a456426614174000 123E4567-E89B-12D3-A456-42661417400G".split(
    " ",
  ),
  ..."^a$ (?=a) [ a{2 (a|b)+ \\d \\pN (?P<n>a) (?i)a".split(" "),
];

export const PATTERNS: readonly string[] = [
  ..."^a a$ ^[a-z]+$ ^.$ . \\d \\w+ \\s \\S \\bx (a|b)* ^(?:[0-9]+\\.)+ [[:alpha:]] \\p{L} ^$ a|b [^a] (?i)A (?s)a.b x*".split(
    " ",
  ),
  ..."^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ ^-?[0-9]+$ ^(\\d+)(\\.\\d+)?$ [\\s\\d] \\. \\- [.] [-a] [a-] [\\]] \\x41 \\Qa\\E a{1,2} a{2}b? ^/.*".split(
    " ",
  ),
];

export const FORMAT_NAMES: readonly string[] =
  "json-pointer relative-json-pointer uuid duration period ipv4 ipv6 hostname email date time date-time uri iri uri-reference iri-reference uri-template semver regex unknown".split(
    " ",
  );

const KEYS = ["a", "b", "ab"];
const number = fc.constantFrom(0, 1, 2, 3, 10, -1, 1.5, 0.1, 0.3, 1e21, 9007199254740991);
const small = fc.constantFrom(0, 1, 2, 3);
const flag = fc.constantFrom(true, false);
const text = fc.oneof(fc.constantFrom("a", "b", "abc", "A", ""), fc.constantFrom(...TEXTS));

const values = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 3, withCrossShrink: true },
    fc.oneof(text, number, flag, fc.constant<JsonValue>(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS, "c"), tie("value"), { maxKeys: 3 }),
  ) as fc.Arbitrary<JsonValue>,
})).value;

const type = fc.constantFrom("string", "number", "integer", "boolean", "object", "array", "null");
const names = fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1 });

/** One or two keywords of any draft with each schema, so that most are met without the others in the way. */
function schemas(isDraft4: boolean): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ schema: JsonValue }>((tie) => {
    const schema = tie("schema");
    const list = fc.array(schema, { minLength: 1, maxLength: 3 });
    const map = fc.dictionary(fc.constantFrom(...KEYS), schema, { minKeys: 1, maxKeys: 2 });
    const strict = isDraft4 ? flag : number;
    const keyword = (name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<JsonObject> =>
      value.map((made) => ({ [name]: made as JsonValue }));
    const scalars = [
      keyword("type", fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 }))),
      keyword("enum", fc.uniqueArray(values, { minLength: 1, maxLength: 4, selector: (one) => JSON.stringify(one) })),
      keyword("const", values),
      fc.record({ minimum: number, exclusiveMinimum: strict }, { requiredKeys: isDraft4 ? ["minimum"] : [] }),
      fc.record({ maximum: number, exclusiveMaximum: strict }, { requiredKeys: isDraft4 ? ["maximum"] : [] }),
      keyword("multipleOf", fc.constantFrom(1, 2, 0.1, 0.5, 3)),
      keyword("minLength", small),
      keyword("maxLength", small),
      keyword("pattern", fc.constantFrom(...PATTERNS)),
      keyword("format", fc.constantFrom(...FORMAT_NAMES)),
    ];
    const containers = [
      fc.record({ items: schema }),
      fc.record({
        items: list,
        additionalItems: isDraft4
          ? fc.oneof(
              flag,
              map.map((one) => ({ properties: one })),
            )
          : schema,
      }),
      fc.record({ prefixItems: list, items: schema }),
      fc.record({ contains: schema, minContains: small, maxContains: small }, { requiredKeys: ["contains"] }),
      keyword("uniqueItems", flag),
      keyword("minItems", small),
      keyword("maxItems", small),
      fc.record({ properties: map, additionalProperties: isDraft4 ? flag : schema }, { requiredKeys: ["properties"] }),
      fc.record({ properties: map, required: names }),
      fc.record({ patternProperties: fc.dictionary(fc.constantFrom("^a", "b$", "."), schema, { minKeys: 1 }) }),
      keyword("propertyNames", schema),
      keyword("minProperties", small),
      keyword("maxProperties", small),
      keyword("dependencies", fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(names, schema), { minKeys: 1 })),
      keyword("dependentRequired", fc.dictionary(fc.constantFrom(...KEYS), names, { minKeys: 1 })),
      keyword("dependentSchemas", map),
    ];
    const combinations = [
      fc.record({ allOf: list, unevaluatedProperties: schema }, { requiredKeys: ["allOf"] }),
      fc.record({ anyOf: list, unevaluatedProperties: flag, unevaluatedItems: flag }, { requiredKeys: ["anyOf"] }),
      fc.record({ properties: map, anyOf: list, unevaluatedProperties: schema }),
      keyword("oneOf", list),
      keyword("not", schema),
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      fc.record({ if: schema, then: schema, else: schema }, { requiredKeys: ["if"] }),
      fc.record({ $ref: fc.constantFrom("#/definitions/one", "#/definitions/two"), type }, { requiredKeys: ["$ref"] }),
      fc.record({ prefixItems: list, anyOf: list, unevaluatedItems: schema }),
    ];
    const object = fc
      .array(fc.oneof(...scalars, ...containers, ...combinations) as fc.Arbitrary<JsonObject>, {
        minLength: 1,
        maxLength: 3,
      })
      .map((parts) => Object.assign({}, ...parts) as JsonObject);
    const leaf = fc.oneof(...scalars) as fc.Arbitrary<JsonValue>;
    const simple: fc.Arbitrary<JsonValue> = isDraft4
      ? leaf
      : fc.oneof({ arbitrary: leaf, weight: 6 }, { arbitrary: flag, weight: 1 });
    return { schema: fc.oneof({ depthSize: "small", maxDepth: 3, withCrossShrink: true }, simple, object) };
  }).schema;
}

export const schemaCases: fc.Arbitrary<SchemaCase> = fc.constantFrom(...DRAFTS).chain((draft) => {
  const schema = schemas(draft === DRAFTS[1]);
  return fc.record({
    draft: fc.constant(draft),
    schema: draft === DRAFTS[1] ? schema.filter((one) => typeof one === "object") : schema,
    definitions: fc.record({ one: schema, two: schema }),
    value: values,
  });
});
