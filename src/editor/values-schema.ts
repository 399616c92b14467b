import type { Chart } from "../chart/chart.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { inferSchema } from "./infer-schema.ts";
import { portableSchema, type PortableSchema } from "./portable-schema.ts";

/**
 * The schema of a chart's values, subcharts included: the chart's own one where it has one, with the comments and keys of its
 * default values; else one inferred from the default values. `prefix` starts the names of definitions.
 */
export function valuesSchema(chart: Chart, prefix: string): PortableSchema {
  const definitions: Record<string, JsonValue> = {};
  const schema = chartSchema(chart, { prefix, definitions });
  return { schema, definitions };
}

interface Making {
  readonly prefix: string;
  readonly definitions: Record<string, JsonValue>;
}

function chartSchema(chart: Chart, making: Making): JsonObject {
  const keys = new Set(subchartsByKey(chart).map(([key]) => key));
  const own = Object.fromEntries(Object.entries(chart.defaults.data).filter(([key]) => !keys.has(key)));
  const schema = chart.schema?.data;
  const comment = (path: YamlPath): string | undefined => chart.defaults.comment(path);
  const words = inferSchema(own, { comment, judge: schema === undefined ? "types" : "words-only" });
  const title = `${chart.name} ${chart.version}`;
  const withSubcharts = { ...words, properties: { ...propertiesOf(words), ...subchartProperties(chart, making) } };
  if (schema === undefined) {
    return { title, ...withSubcharts, properties: { ...propertiesOf(withSubcharts), ...global(withSubcharts) } };
  }
  const portable = portableSchema(schema, making.prefix);
  Object.assign(making.definitions, portable.definitions);
  return { title, allOf: [portable.schema, withSubcharts] };
}

/** Charts inside `charts/` by where their values stand: under the alias or the name of each dependency on them. */
function subchartsByKey({ dependencies, subcharts }: Chart): readonly (readonly [string, Chart])[] {
  return subcharts.flatMap((subchart) => {
    const listed = dependencies.filter(({ name }) => name === subchart.name);
    const keys = listed.length === 0 ? [subchart.name] : listed.map(({ alias, name }) => alias ?? name);
    return keys.map((key) => [key, subchart] as const);
  });
}

/** Helm hands `global` to every subchart, whether the chart speaks of it or not. */
function global(schema: JsonObject): JsonObject {
  const known = propertiesOf(schema)["global"];
  const description = "Values for this chart and all of its subcharts.";
  return { global: isJsonObject(known) ? { description, ...known } : { description, type: ["object", "null"] } };
}

/** A subchart's schema under its name, with what its parent sets there as defaults and comments. */
function subchartProperties(chart: Chart, making: Making): JsonObject {
  return Object.fromEntries(
    subchartsByKey(chart).map(([key, subchart]) => {
      const name = `${making.prefix}.${key.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
      const inner = chartSchema(subchart, { ...making, prefix: name });
      making.definitions[name] = inner;
      const set = chart.defaults.data[key];
      const words = inferSchema(isJsonObject(set) ? set : {}, {
        comment: (path) => chart.defaults.comment([key, ...path]),
        judge: "words-only",
      });
      const description = { description: `Values of the subchart ${subchart.name}.` };
      return [
        key,
        { ...description, ...words, type: ["object", "null", "string"], allOf: [{ $ref: `#/definitions/${name}` }] },
      ];
    }),
  );
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) ? properties : {};
}
