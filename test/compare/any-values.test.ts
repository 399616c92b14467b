import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compareEnvironments } from "../../src/compare/compare-environments.ts";
import type { Change } from "../../src/compare/comparison.ts";
import type { Side } from "../../src/compare/side.ts";
import type { Addon, Environment } from "../../src/manifest/environment.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { readYamlSource } from "../../src/support/yaml-source.ts";
import { leafPaths } from "../../src/values/leaf-paths.ts";
import { addon } from "../report/samples.ts";

/** One environment whose clusters differ in the values of one add-on. */
function side(values: readonly JsonObject[], prefix: string): Side {
  const clusters = values.map((own, index) => ({
    name: `${prefix}${index}`,
    connection: { kind: "playground" } as const,
    kubernetes: "1.37",
    vars: {},
    namespaces: {},
    addons: [{ ...addon("web"), values: own, valueLayers: layersOf(own) }],
    at: { file: "f", line: 1, column: 1 },
  }));
  const environment: Environment = { name: "prod", file: "f", clusters };
  return { name: { environment: "prod" }, environment };
}

function layersOf(data: JsonObject): Addon["valueLayers"] {
  const read = readYamlSource(JSON.stringify(data), "f");
  if (read.kind === "broken") throw new Error(read.problems[0]?.message);
  return [{ kind: "inline", source: read.source, prefix: [], data }];
}

const { tree } = fc.letrec<{ tree: JsonObject; value: JsonValue }>((tie) => ({
  tree: fc.dictionary(fc.constantFrom("a", "b", "password"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3 }, fc.constantFrom<JsonValue>(null, 0, 1, "x", true, [1], [2]), tie("tree")),
}));

it("the differences of clusters of the same name, taken from the left, give the right", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(tree, tree), { minLength: 1, maxLength: 4 }), (pairs) => {
      const [left, right] = [
        side(
          pairs.map(([a]) => a),
          "c",
        ),
        side(
          pairs.map(([, b]) => b),
          "c",
        ),
      ];
      const comparison = compareEnvironments(left, right, { redact: (text) => text });
      for (const [index, [before, after]] of pairs.entries()) {
        const table = leavesOf(before);
        const expected = leavesOf(after);
        const changes = comparison.addons.flatMap((one) => one.changes).filter((change) => isOn(change, `c${index}`));
        for (const change of changes) apply(change, table, expected);
        expect(table).toEqual(expected);
      }
    }),
    { numRuns: 500 },
  );
});

it("clusters of other names differ exactly where the values of one side are not those of the other", () => {
  fc.assert(
    fc.property(
      fc.array(tree, { minLength: 2, maxLength: 3 }),
      fc.array(tree, { minLength: 2, maxLength: 3 }),
      (a, b) => {
        const comparison = compareEnvironments(side(a, "l"), side(b, "r"), { redact: (text) => text });
        const found = comparison.addons.flatMap(({ changes }) =>
          changes.map(({ what }) => (what.kind === "value" ? JSON.stringify(what.path) : what.name)),
        );

        const all = new Set([...a, ...b].flatMap((values) => [...leavesOf(values).keys()]));
        const expected = [...all].filter((key) => valuesAt(a, key) !== valuesAt(b, key));
        expect(new Set(found)).toEqual(new Set(expected));
        expect(comparison.pairing).toBe("all-with-all");
      },
    ),
    { numRuns: 500 },
  );
});

function isOn({ what, clusters }: Change, cluster: string): boolean {
  return what.kind === "value" && (clusters === undefined || clusters.includes(cluster));
}

/** Throws when the table has not what the change says was there. A secret is taken from what is expected. */
function apply({ what, before, after }: Change, table: Map<string, JsonValue>, expected: Map<string, JsonValue>): void {
  const key = what.kind === "value" ? JSON.stringify(what.path) : "";
  const [was, is] = [before[0], after[0]];
  if (was?.state === "present") deepStrictEqual(table.get(key), was.value);
  table.delete(key);
  if (is?.state === "hidden") table.set(key, expected.get(key) ?? "no secret is expected here");
  if (is?.state === "present") table.set(key, is.value ?? null);
}

function leavesOf(values: JsonObject): Map<string, JsonValue> {
  return new Map(leafPaths(values).map(({ path, value }) => [JSON.stringify(path), value]));
}

/** The set of values that some clusters have at a path, as one text. */
function valuesAt(all: readonly JsonObject[], key: string): string {
  const values = all
    .map((one) => leavesOf(one))
    .map((leaves) => (leaves.has(key) ? JSON.stringify(leaves.get(key)) : ""));
  return [...new Set(values)].sort().join("\n");
}
