import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import type { ChartValues } from "./chart-values.ts";
import { inferSchema } from "./infer-schema.ts";
import { portableSchema, type PortableSchema } from "./portable-schema.ts";

/**
 * The schema of a chart's values, subcharts included: the chart's own one where it has one, with the comments and keys of its
 * default values; else one inferred from the default values. `prefix` starts the names of definitions.
 */
export function valuesSchema(chart: ChartValues, prefix: string): PortableSchema {
  const definitions: Record<string, JsonValue> = {};
  const schema = chartSchema(chart, { prefix, definitions });
  return { schema, definitions };
}

interface Making {
  readonly prefix: string;
  readonly definitions: Record<string, JsonValue>;
}

function chartSchema(chart: ChartValues, making: Making): JsonObject {
  const { comment, defaults } = chart;
  const keys = new Set(chart.subcharts.map(({ key }) => key));
  const own = Object.fromEntries(Object.entries(defaults).filter(([key]) => !keys.has(key)));
  const words = inferSchema(own, { comment, judge: chart.schema === undefined ? "types" : "words-only" });
  const withSubcharts = { ...words, properties: { ...propertiesOf(words), ...subchartProperties(chart, making) } };
  if (chart.schema === undefined)
    return { ...withSubcharts, properties: { ...propertiesOf(withSubcharts), ...global(withSubcharts) } };
  const { schema, definitions } = portableSchema(chart.schema, making.prefix);
  Object.assign(making.definitions, definitions);
  return { allOf: [schema, withSubcharts] };
}

/** Helm hands `global` to every subchart, whether the chart speaks of it or not. */
function global(schema: JsonObject): JsonObject {
  const known = propertiesOf(schema)["global"];
  const description = "Values for this chart and all of its subcharts.";
  return { global: isJsonObject(known) ? { description, ...known } : { description, type: ["object", "null"] } };
}

/** A subchart's schema under its name, with what its parent sets there as defaults and comments. */
function subchartProperties(chart: ChartValues, making: Making): JsonObject {
  return Object.fromEntries(
    chart.subcharts.map(({ key, chart: subchart }) => {
      const name = `${making.prefix}.${key.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
      const inner = chartSchema(subchart, { ...making, prefix: name });
      making.definitions[name] = inner;
      const set = chart.defaults[key];
      const words = inferSchema(isJsonObject(set) ? set : {}, {
        comment: (path) => chart.comment([key, ...path]),
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
