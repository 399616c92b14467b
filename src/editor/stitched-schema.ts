import type { Chart } from "../chart/chart.ts";
import { manifestSchema, type ManifestKind } from "../manifest/schema.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { valuesSchema } from "./values-schema.ts";

/** The charts of each add-on: one per version that its clusters are pinned to. */
export type AddonCharts = Readonly<Record<string, readonly Chart[]>>;

/** The schema of a manifest in which `values` of each add-on is that of its chart. Needs nothing but itself: draft 7, for editors. */
export function stitchedSchema(kind: ManifestKind, charts: AddonCharts): JsonObject {
  const schema = manifestSchema(kind);
  const { definitions, values } = valuesOf(charts);
  const stitched = stitchMap(propertiesOf(schema)["addons"], { name: "addon", values });
  const clusters = stitchClusters(propertiesOf(schema)["clusters"], values);
  return {
    ...schema,
    properties: {
      ...propertiesOf(schema),
      addons: stitched.map,
      ...(clusters !== undefined && { clusters: clusters.map }),
    },
    definitions: { ...stitched.definitions, ...clusters?.definitions, ...definitions },
  };
}

/** The schema of a values file of one add-on. */
export function valuesFileSchema(addon: string, charts: readonly Chart[]): JsonObject {
  const { definitions, values } = valuesOf({ [addon]: charts });
  const names = [...new Set(charts.map(({ name }) => name))].join(", ");
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `Values of ${addon}`,
    description: `A values file of the add-on ${addon}, for the chart ${names}.`,
    type: ["object", "null"],
    allOf: Object.values(values),
    definitions,
  };
}

interface Stitching {
  readonly name: string;
  /** Schema of `values` by add-on. */
  readonly values: Readonly<Record<string, JsonObject>>;
}

function valuesOf(charts: AddonCharts): { readonly definitions: JsonObject; readonly values: Stitching["values"] } {
  const definitions: Record<string, JsonValue> = {};
  const values: Record<string, JsonObject> = {};
  for (const [addon, versions] of Object.entries(charts)) {
    const references = versions.map((chart, index) => {
      const prefix = `${addon}${index === 0 ? "" : `.${index + 1}`}`;
      const made = valuesSchema(chart, prefix);
      Object.assign(definitions, made.definitions);
      definitions[`${prefix}.values`] = made.schema;
      return { $ref: `#/definitions/${prefix}.values` };
    });
    const [only] = references;
    if (only !== undefined) values[addon] = references.length === 1 ? only : { anyOf: references };
  }
  return { definitions, values };
}

/** `clusters.NAME.addons` differs in what may stand in an add-on. */
function stitchClusters(clusters: JsonValue | undefined, values: Stitching["values"]) {
  if (!isJsonObject(clusters) || !isJsonObject(clusters["additionalProperties"])) return undefined;
  const cluster = clusters["additionalProperties"];
  const { map, definitions } = stitchMap(propertiesOf(cluster)["addons"], { name: "addon-of-a-cluster", values });
  const properties = { ...propertiesOf(cluster), addons: map };
  return { map: { ...clusters, additionalProperties: { ...cluster, properties } }, definitions };
}

/** A map of add-ons: those with a chart by name, all others as before. */
function stitchMap(map: JsonValue | undefined, { name, values }: Stitching) {
  if (!isJsonObject(map) || !isJsonObject(map["additionalProperties"])) return { map: map ?? {}, definitions: {} };
  const addon = map["additionalProperties"];
  const properties = Object.fromEntries(
    Object.entries(values).map(([key, schema]) => [key, withValues(addon, { name, schema })]),
  );
  return {
    map: { ...map, properties, additionalProperties: { $ref: `#/definitions/${name}` } },
    definitions: { [name]: addon },
  };
}

function withValues(
  addon: JsonObject,
  { name, schema }: { readonly name: string; readonly schema: JsonObject },
): JsonObject {
  const known = propertiesOf(addon);
  const references = Object.keys(known).map((key) => [key, { $ref: `#/definitions/${name}/properties/${key}` }]);
  const values = isJsonObject(known["values"]) ? known["values"] : {};
  return {
    ...addon,
    properties: { ...Object.fromEntries(references), values: { ...values, allOf: [schema] } },
  };
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) ? properties : {};
}
