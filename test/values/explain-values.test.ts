import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { readYamlSource } from "../../src/support/yaml-source.ts";
import { explainValues, type ExplainedLeaf, type Origin } from "../../src/values/explain-values.ts";
import { leafName } from "../../src/values/leaf-paths.ts";
import { merge } from "../../src/values/merge.ts";
import { referencesIn } from "../../src/values/references-in.ts";
import type { ValuesLayer } from "../../src/values/values-layer.ts";
import { assignmentsOf, replay } from "./assignment-log.ts";

function layer(text: string, file: string): ValuesLayer {
  const read = readYamlSource(text, file);
  if (read.kind === "broken") throw new Error(read.problems[0]?.message);
  return { kind: "file", source: read.source, prefix: [], data: read.source.data as JsonObject };
}

function merged(layers: readonly ValuesLayer[]): JsonObject {
  return layers.reduce<JsonObject>((below, { data }) => merge(below, data, "keep-null"), {});
}

function printed({ path, value, origin, overrides }: ExplainedLeaf): string {
  const over = overrides.map((origin) => `${JSON.stringify(origin.written)} ${placed(origin)}`).join(", ");
  return `${leafName(path)}: ${JSON.stringify(value)} ${placed(origin)}${over === "" ? "" : ` over ${over}`}`;
}

function placed({ at }: Origin): string {
  return at === undefined ? "chart" : `${at.file}:${at.line}:${at.column}`;
}

function explained(texts: readonly string[], defaults?: JsonObject): readonly string[] {
  const layers = texts.map((text, index) => layer(text, `${index}`));
  const leaves = defaults === undefined ? "set" : "all";
  return explainValues({
    layers,
    values: merged(layers),
    ...(defaults === undefined ? {} : { defaults }),
    leaves,
  }).map(printed);
}

describe("explained values", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["the last layer wins", ["a: 1\nb: 2", "b: 3"], ["a: 1 0:1:1", "b: 3 1:1:1 over 2 0:2:1"]],
    ["an equal value counts as written, too", ["a: 1", "a: 1"], ["a: 1 1:1:1 over 1 0:1:1"]],
    ["lists are wholes", ["a: [1, 2]", "a:\n- 3"], ["a: [3] 1:1:1 over [1,2] 0:1:1"]],
    ["a scalar over a map", ["a: { x: 1 }", "a: 2"], ['a: 2 1:1:1 over {"x":1} 0:1:1']],
    ["a map over a scalar", ["a: 1", "a:\n  x: 2"], ["a.x: 2 1:2:3 over 1 0:1:1"]],
    ["null takes away", ["a: { x: 1 }", "a: null"], ['a: null 1:1:1 over {"x":1} 0:1:1']],
    ["an empty map takes nothing away", ["a: { x: 1 }", "a: {}"], ["a.x: 1 0:1:6"]],
    ["an empty map is a leaf", ["a: 1", "a: {}"], ["a: {} 1:1:1 over 1 0:1:1"]],
    ["nearest first", ["a: 1", "a: 2", "a: 3"], ["a: 3 2:1:1 over 2 1:1:1, 1 0:1:1"]],
    ["keys with dots", ['"x.y": 1'], ['"x.y": 1 0:1:1']],
    ["no values", [], []],
  ])("%s", (_, layers, expected) => {
    expect(explained(layers)).toEqual(expected);
  });

  it("knows the chart's own values below all layers", () => {
    const defaults = { replicas: 1, port: 80, tls: { mode: "off", ciphers: ["a"] }, extra: { x: 1 }, gone: { y: 1 } };

    expect(explained(["replicas: 2\ntls: { mode: null }", "replicas: 3\nextra: {}\ngone: null"], defaults)).toEqual([
      "extra.x: 1 chart",
      'gone: null 1:3:1 over {"y":1} chart',
      "port: 80 chart",
      "replicas: 3 1:1:1 over 2 0:1:1, 1 chart",
      'tls.ciphers: ["a"] chart',
      'tls.mode: null 0:2:8 over "off" chart',
    ]);
  });

  it("follows a reference that gave a whole map, and names it", () => {
    const layers = [layer("a: { x: 1 }", "0"), layer('a: "${tf.network}"', "1")];
    const [leaf] = explainValues({ layers, values: { a: { x: 2 } }, leaves: "set" });

    expect(leaf).toMatchObject({
      path: ["a", "x"],
      value: 2,
      origin: { path: ["a"], written: "${tf.network}", references: ["tf.network"] },
      overrides: [{ path: ["a", "x"], written: 1 }],
    });
  });

  it("agrees with a slow replay of all assignments", () => {
    const scalar = fc.oneof(fc.constantFrom<JsonValue>(null, 0, "x", true), fc.constant<JsonValue>([1]));
    const { tree } = fc.letrec<{ tree: JsonObject; value: JsonValue }>((tie) => ({
      tree: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
      value: fc.oneof({ maxDepth: 3 }, scalar, tie("tree")),
    }));
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), fc.option(tree, { nil: undefined }), (datas, defaults) => {
        const layers = datas.map((data, index) => layer(JSON.stringify(data), `layer ${index}`));
        const log = layers.flatMap(({ data, source }) =>
          assignmentsOf(data, (path) => `${source.file}:${source.at(path, "key").column}`),
        );
        const leaves = explainValues({
          layers,
          values: merged(layers),
          ...(defaults === undefined ? {} : { defaults }),
          leaves: "all",
        });
        const found = leaves.map(({ path, value, origin }): [string, unknown] => [
          JSON.stringify(path),
          { value, by: origin.at === undefined ? "chart" : `${origin.at.file}:${origin.at.column}` },
        ]);
        const all = replay([...assignmentsOf(defaults ?? {}, () => "chart"), ...replay(log).values()]);
        const expected = [...all].map(([path, { value, by }]): [string, unknown] => [path, { value, by }]);
        expect(new Map(found)).toEqual(new Map(expected));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("names of references", () => {
  it.each<[JsonValue, readonly string[]]>([
    ["${vars.region}", ["vars.region"]],
    ["a-${cluster.name}.${vars.domain}/${cluster.name}", ["cluster.name", "vars.domain"]],
    ["$${vars.region} ${vars.a}", ["vars.a"]],
    ['${vars."a.b"}', ['vars."a.b"']],
    ["${tf.role:-none}", ["tf.role"]],
    [
      ["${vars.a}", { x: "${vars.b}" }],
      ["vars.a", "vars.b"],
    ],
    [12, []],
    ["${", []],
  ])("%j", (value, names) => {
    expect(referencesIn(value)).toEqual(names);
  });
});
