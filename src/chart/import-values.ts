import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { ImportValues } from "./chart.ts";
import type { ChartInstance } from "./chart-instance.ts";
import { coalesce } from "./coalesce.ts";
import type { Coalescing } from "./coalesce.ts";
import type { EnabledChart } from "./enable-subcharts.ts";
import { mergeInto, ownCopy } from "./merge-in-place.ts";
import { mergeTables } from "./merge-tables.ts";

/**
 * The enabled charts with the values that parents import from their subcharts among their defaults: Helm's
 * processDependencyImportValues. A chart with dependencies gets the defaults of its subcharts below their names, too.
 */
export function importValues(enabled: EnabledChart, how: Coalescing): ChartInstance {
  const subcharts = enabled.subcharts.map((subchart) => importValues(subchart, how));
  const instance = { ...enabled.instance, subcharts };
  if (enabled.listed.length === 0) return instance;
  const merged = coalesce(instance, {}, { ...how, nulls: "keep" });
  if (enabled.listed.every(({ dependency }) => dependency.importValues.length === 0)) {
    return { ...instance, defaults: merged };
  }
  return { ...instance, defaults: withImports(enabled.listed, ownCopy(merged)) };
}

/** Of two imports of one key the first wins, and, as Helm has it, the values they came from change along. */
function withImports(listed: EnabledChart["listed"], merged: JsonObject): JsonObject {
  const imported: JsonObject = {};
  for (const { name, dependency } of listed) {
    for (const one of dependency.importValues) {
      const table = tableAt(merged, `${name}.${one.child}`);
      if (table !== undefined) mergeInto(imported, placed(table, one), "keep");
    }
  }
  return mergeTables(ownCopy(merged), imported, "keep");
}

function placed(table: JsonObject, { parent }: ImportValues): JsonObject {
  if (parent === ".") return table;
  return parent.split(".").reduceRight<JsonObject>((inner, step) => ({ [step]: inner }), table);
}

function tableAt(values: JsonObject, path: string): JsonObject | undefined {
  let value: JsonValue | undefined = values;
  for (const step of path.split(".")) {
    value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return isJsonObject(value) ? value : undefined;
}
