import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { merge } from "../../src/values/merge.ts";
import { referenceNames, resolveReferences } from "../../src/values/references.ts";
import { secretStrings } from "../../src/values/secret-strings.ts";

const names = referenceNames({
  name: "eu",
  kubernetes: "1.36",
  vars: { n: 3, on: true, text: "a${vars.n}$${x}", "a.b": "dotted", empty: "" },
});

describe("merge", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ["maps", { a: { x: 1 } }, { a: { y: 2 } }, { a: { x: 1, y: 2 } }, { a: { x: 1, y: 2 } }],
    ["lists", { a: [1, 2] }, { a: [3] }, { a: [3] }, { a: [3] }],
    ["scalar over map", { a: { x: 1 } }, { a: 1 }, { a: 1 }, { a: 1 }],
    ["map over scalar", { a: 1 }, { a: { x: 1 } }, { a: { x: 1 } }, { a: { x: 1 } }],
    ["null", { a: 1, b: 2 }, { a: null }, { a: null, b: 2 }, { b: 2 }],
    ["null below", { a: { x: 1 } }, { a: { x: null, y: 1 } }, { a: { x: null, y: 1 } }, { a: { y: 1 } }],
    ["map over null", { a: null }, { a: { x: 1 } }, { a: { x: 1 } }, { a: { x: 1 } }],
    ["null in a new map", {}, { a: { x: null } }, { a: { x: null } }, { a: {} }],
  ])("%s", (_, ...[lower, upper, kept, removed]) => {
    expect(merge(lower, upper, "keep-null")).toEqual(kept);
    expect(merge(lower, upper, "null-removes")).toEqual(removed);
  });

  it("is associative where layers agree on what is a map", () => {
    const leaf = fc.oneof(fc.integer(), fc.constant([1]), fc.constant(null));
    const inner = fc.dictionary(fc.constantFrom("x", "y", "z"), leaf);
    const layer = fc.record(
      { m: inner, n: fc.record({ m: inner }, { requiredKeys: [] }), s: leaf },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        const [x, y, z] = [a, b, c] as readonly JsonObject[] as [JsonObject, JsonObject, JsonObject];
        const left = merge(merge(x, y, "keep-null"), z, "keep-null");
        expect(left).toEqual(merge(x, merge(y, z, "keep-null"), "keep-null"));
      }),
    );
  });

  it("takes keys such as __proto__ as any other", () => {
    const upper = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as JsonObject;
    const merged = merge({}, upper, "keep-null");
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"x":1},"constructor":2}');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe("references", () => {
  it.each<[string, JsonValue]>([
    ["${cluster.name}", "eu"],
    ["${vars.n}", 3],
    ["${vars.on}", true],
    ["x${vars.n}-${vars.on}", "x3-true"],
    ['${vars."a.b"}', "dotted"],
    ['${"vars"."n"}', 3],
    ["${vars.empty}", ""],
    ["$${vars.n}", "${vars.n}"],
    ["$$${vars.n}", "$${vars.n}"],
    ["${vars.n}$${vars.n}${vars.n}", "3${vars.n}3"],
    ["${vars.text}", "a${vars.n}$${x}"],
    ["$", "$"],
    ["$5 {x} $x", "$5 {x} $x"],
  ])("%s", (text, expected) => {
    expect(resolveReferences(text, names)).toEqual({ value: expected, faults: [] });
  });

  it.each([
    ["a ${vars.m}", 2, "unknown reference ${vars.m}"],
    ["${cluster.kubernets}", 0, "unknown reference ${cluster.kubernets}"],
    ["${vars.n} ${", 10, "the reference that starts here has no closing }"],
    ["${}", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${vars.n:-default}", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${ vars.n }", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${$(id)}", 0, "this is not a reference: only names are allowed between ${ and }"],
    ["${vars.__proto__}", 0, "unknown reference ${vars.__proto__}"],
  ])("%s is refused", (text, offset, message) => {
    const { faults } = resolveReferences({ list: [text] }, names);
    expect(faults).toMatchObject([{ path: ["list", 0], offset, message }]);
  });

  it("finds all unknown ones of a string and of all strings", () => {
    const { faults } = resolveReferences({ a: "${x.y} ${vars.n} ${z}", b: { c: ["${vars.q}"] } }, names);
    expect(faults.map(({ path, offset }) => `${path.join(".")}@${offset}`)).toEqual(["a@0", "a@17", "b.c.0@0"]);
  });

  it("leaves keys alone", () => {
    expect(resolveReferences({ "${cluster.name}": 1 }, names).value).toEqual({ "${cluster.name}": 1 });
  });

  it("never looks again at what was put in, whatever it is", () => {
    const piece = fc.constantFrom("$", "{", "}", "vars.n", "${vars.n}", "$${", "x", "\n");
    const anything = fc.array(piece).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(anything, (text) => {
        const own = referenceNames({ name: "c", kubernetes: "1.36", vars: { text, n: 1 } });
        expect(resolveReferences("${vars.text}", own)).toEqual({ value: text, faults: [] });
        expect(resolveReferences("<${vars.text}>", own).value).toBe(`<${text}>`);
      }),
    );
  });

  it("gives back every string whose ${ are written as $${", () => {
    const text = fc.array(fc.constantFrom("${", "{", "}", "a", " ", "vars.n}")).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, (literal) => {
        expect(
          resolveReferences(
            literal.replaceAll("${", () => "$${"),
            names,
          ),
        ).toEqual({ value: literal, faults: [] });
      }),
    );
  });
});

describe("secret strings", () => {
  it("are found by the names of keys", () => {
    const values = {
      adminPassword: "pass-1",
      auth: { token: "token-1", enabled: true, existingSecret: "grafana-admin" },
      credentials: { useSecret: true, name: "cloud", secretContents: { cloud: "contents-1" } },
      api_key: 12345678,
      short: { password: "abc" },
      secretName: "tls-name",
      tokenTTL: "1000h",
      image: { repository: "quay.io/x" },
      env: [
        { name: "DB_PASSWORD", value: "env-1" },
        { name: "PLAIN", value: "visible" },
        { name: "X_TOKEN", valueFrom: { secretKeyRef: { name: "visible-name", key: "visible-key" } } },
      ],
      url: "https://user:url-password@host/x",
      awsSecretAccessKey: "aws-1",
    };
    expect(secretStrings(values)).toEqual([
      "12345678",
      "aws-1",
      "contents-1",
      "env-1",
      "pass-1",
      "token-1",
      "url-password",
    ]);
  });
});
