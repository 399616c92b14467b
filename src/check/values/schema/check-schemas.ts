import type { ChartInstance } from "../../../chart/chart-instance.ts";
import type { EffectiveValues } from "../../../chart/effective-values.ts";
import { valueAt } from "../../../manifest/layer.ts";
import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import type { YamlPath } from "../../../support/yaml-places.ts";
import type { ValuesFinding } from "../values-finding.ts";
import { plainErrors } from "./plain-errors.ts";
import { applySchema } from "./read-schema.ts";
import type { ReadSchema } from "./read-schema.ts";
import { schemaWords } from "./schema-words.ts";
import { UNKNOWN } from "./visit.ts";

export interface SchemaCheck {
  readonly effective: EffectiveValues;
  /** As the user wrote them: what is wrong elsewhere comes from the chart. */
  readonly given: JsonObject;
  readonly unknown: readonly YamlPath[];
}

/** Values by the schemas of a chart and its enabled subcharts, as Helm looks at them before it renders. */
export async function checkSchemas({ effective, given, unknown }: SchemaCheck): Promise<readonly ValuesFinding[]> {
  const values = unknown.reduce<JsonValue>((before, path) => withUnknown(before, path), effective.values);
  const findings: ValuesFinding[] = [];
  await checkInstance({ instance: effective.root, values, path: [] }, { given, findings });
  return findings;
}

function withUnknown(value: JsonValue, path: YamlPath): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return UNKNOWN;
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) => (index === step ? withUnknown(item, rest) : item));
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: withUnknown(value[step] ?? null, rest) };
}

interface Instance {
  readonly instance: ChartInstance;
  readonly values: JsonValue;
  readonly path: YamlPath;
}

interface Result {
  readonly given: JsonObject;
  readonly findings: ValuesFinding[];
}

async function checkInstance({ instance, values, path }: Instance, result: Result): Promise<void> {
  const { schema } = instance.chart;
  if (schema !== undefined) {
    const applied = await applySchema(schema, values);
    result.findings.push(...faults(instance, applied.schema));
    for (const error of plainErrors(applied.errors)) {
      const words = schemaWords(error, path);
      const isDefault = words.path.length > 0 && valueAt(result.given, words.path) === undefined;
      const message =
        isDefault && error.keyword !== "required" ? `${words.message} (a default of the chart)` : words.message;
      add({ code: "VALUES-SCHEMA", severity: "error", ...words, message }, result.findings);
    }
  }
  for (const subchart of instance.subcharts) {
    const inside = isJsonObject(values) ? values[subchart.name] : undefined;
    if (inside !== undefined && inside !== null) {
      await checkInstance({ instance: subchart, values: inside, path: [...path, subchart.name] }, result);
    }
  }
}

/** Several schemas may say the same. */
function add(finding: ValuesFinding, findings: ValuesFinding[]): void {
  if (!findings.some(({ message }) => message === finding.message)) findings.push(finding);
}

function faults({ chart }: ChartInstance, schema: ReadSchema): readonly ValuesFinding[] {
  const file = chart.schema?.file ?? "";
  if (schema.kind === "broken") {
    return [
      {
        code: "VALUES-SCHEMA-BROKEN",
        severity: "warning",
        path: [],
        part: "key",
        message: `${file} of the chart cannot be used, so values were not checked by it: ${schema.why}`,
        hint: "Helm refuses such a chart; tell its maintainers, or take another version",
      },
    ];
  }
  return schema.external.map((url) => ({
    code: "VALUES-SCHEMA-EXTERNAL-REF",
    severity: "warning",
    path: [],
    part: "key",
    message: `${file} of the chart refers to ${url}, which is not in the chart: what it demands was not checked`,
    hint: "nothing is fetched for a check; tell the chart's maintainers to put it into the file",
  }));
}
