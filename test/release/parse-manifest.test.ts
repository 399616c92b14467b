import fc from "fast-check";
import { stringify } from "yaml";
import { expect, test } from "vitest";
import { parseManifest, parseYamlAsHelm, splitDocuments } from "../../src/release/parse-manifest.ts";

test("documents are split at lines that begin with three dashes; empty and comment-only ones are dropped", () => {
  const text =
    "# Source: a\n---\n\n---\n# Source: b\nkind: A\napiVersion: v1\n--- # next\r\nkind: B\napiVersion: v1\n---";
  expect(parseManifest(text).map((object) => object.kind)).toEqual(["A", "B"]);
  expect(splitDocuments("a: '---'\nb: |\n  ---\n  x\n")).toHaveLength(1);
});

test("lists are taken apart, also lists of lists; what has no kind is left out", () => {
  const text = `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
- apiVersion: apps/v1
  kind: DeploymentList
  items: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}]
---
just: data
---
- a
`;
  expect(parseManifest(text).map((object) => `${object.kind} ${object.metadata.name}`)).toEqual([
    "ConfigMap a",
    "Deployment b",
  ]);
});

test.each([
  ["k: on", { k: true }],
  ["on: 1", { true: 1 }],
  ["k: 0644", { k: 420 }],
  ["k: '0644'", { k: "0644" }],
  ["k: 2001-01-01", { k: "2001-01-01" }],
  ["k: 22:22", { k: "22:22" }],
  ["a: 1\na: 2", { a: 2 }],
  ["a: &a {x: 1}\nb: {<<: *a, z: 2}", { a: { x: 1 }, b: { x: 1, z: 2 } }],
  ["k: !!str 5", { k: "5" }],
  ["", null],
])("%j is read as Helm reads it", (text, value) => {
  expect(parseYamlAsHelm(text)).toEqual(value);
});

test("a key that names a prototype is data", () => {
  const value = parseYamlAsHelm("__proto__: {polluted: true}\nconstructor: 1");
  expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
  expect({}).not.toHaveProperty("polluted");
});

test.each([
  ["a broken document", "k: [a", /at offset/],
  ["an unknown anchor", "k: *nope", /anchor "nope"/],
  ["a key that is no scalar", "? [a]\n: b", /no scalar/],
])("%s is RELEASE-MANIFEST without a word of the text", (_, text, message) => {
  expect(() => parseManifest(text)).toThrow(
    expect.objectContaining({ code: "RELEASE-MANIFEST", message: expect.stringMatching(message) }),
  );
});

test("aliases that multiply without bound are refused", () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) =>
      `a${level}: &a${level} [${Array(9)
        .fill(level === 0 ? "x" : `*a${level - 1}`)
        .join(", ")}]`,
  );
  expect(() => parseManifest(levels.join("\n"))).toThrow(expect.objectContaining({ code: "RELEASE-MANIFEST" }));
});

test("whatever is written with quoted strings comes back as it was", () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const tree = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("node")), fc.dictionary(fc.string(), tie("node"))),
  })).node;
  fc.assert(
    fc.property(tree, (value) => {
      const text = stringify(value, {
        defaultStringType: "QUOTE_DOUBLE",
        defaultKeyType: "QUOTE_DOUBLE",
        aliasDuplicateObjects: false,
      });
      expect(parseYamlAsHelm(text)).toEqual(value);
    }),
  );
});
