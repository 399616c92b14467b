import fc from "fast-check";
import { canonicalJson } from "../../src/support/json.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import type { ChartProject } from "./chart-projects.ts";

export interface ChartCase {
  readonly project: ChartProject;
  readonly values: JsonObject;
}

/** Few names, so that values, defaults, globals and subcharts meet often. */
const KEYS = ["a", "b", "enabled", "inner", "other", "same"];

const scalar = fc.constantFrom<JsonValue>(null, null, 1, "x", true, false, []);
const tree = fc.letrec<{ map: JsonObject; value: JsonValue }>((tie) => ({
  map: fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  value: fc.oneof({ depthSize: "small", maxDepth: 3 }, scalar, tie("map")),
}));
const tags = fc.dictionary(fc.constantFrom("t1", "t2"), fc.constantFrom(true, false, "no"), { maxKeys: 2 });
const values: fc.Arbitrary<JsonObject> = fc
  .record({ own: tree.map, global: fc.option(tree.map), tags: fc.option(tags) })
  .map(({ own, global, tags: set }) => ({
    ...own,
    ...(global === null ? {} : { global }),
    ...(set === null ? {} : { tags: set }),
  }));

const dependency = (name: string): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      version: fc.constantFrom("1.0.0", "^1", "2.x", ">=0.1 <3"),
      repository: fc.constant(""),
      alias: fc.option(fc.constantFrom("same", "alias-of-it"), { freq: 3 }),
      condition: fc.option(fc.constantFrom(`${name}.enabled`, "enabled", "same.enabled,inner.enabled", "a.b, enabled")),
      tags: fc.option(fc.subarray(["t1", "t2"])),
      "import-values": fc.option(
        fc.array(fc.constantFrom<JsonValue>("a", { child: "a", parent: "b" }, { child: "b", parent: "." }), {
          maxLength: 2,
        }),
      ),
    })
    .map((found) => ({
      name,
      ...(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null)) as JsonObject),
    }));

const chart = (name: string, inside: readonly string[]): fc.Arbitrary<ChartProject> =>
  fc
    .record({
      values: fc.option(values),
      subcharts: fc.tuple(...inside.map((one) => (one === "inner" ? chart(one, ["deep"]) : chart(one, [])))),
      dependencies: fc.option(fc.tuple(...inside.map((one) => fc.array(dependency(one), { maxLength: 2 }))), {
        freq: 6,
      }),
    })
    .map((found) => ({
      name,
      ...(found.values === null ? {} : { values: found.values }),
      subcharts: found.subcharts,
      more: found.dependencies === null ? {} : listed(found.dependencies.flat()),
    }));

/** Helm refuses two dependencies of one name. */
function listed(dependencies: readonly JsonObject[]): JsonObject {
  const byName = new Map(dependencies.map((one) => [canonicalJson(one["alias"] ?? one["name"] ?? ""), one]));
  return byName.size === 0 ? {} : { dependencies: [...byName.values()] };
}

export const chartCases: fc.Arbitrary<ChartCase> = fc.record({ project: chart("outer", ["inner", "other"]), values });

/** Helm 3 mixes up the dependencies of a chart that stands twice in another: fixed in Helm 4, and not worth telling. */
export function confusesHelm3({ project }: ChartCase): boolean {
  const names = dependencyNames(project);
  return (project.subcharts ?? []).some(
    (subchart) => dependencyNames(subchart).length > 0 && names.filter((name) => name === subchart.name).length > 1,
  );
}

function dependencyNames({ more }: ChartProject): readonly unknown[] {
  const listed = more?.["dependencies"];
  return Array.isArray(listed) ? listed.map((one: JsonObject) => one["name"]) : [];
}
