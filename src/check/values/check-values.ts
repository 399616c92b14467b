import type { Chart } from "../../chart/chart.ts";
import { coalesce } from "../../chart/coalesce.ts";
import type { ChartInstance } from "../../chart/chart-instance.ts";
import { effectiveValues } from "../../chart/effective-values.ts";
import type { EffectiveValues } from "../../chart/effective-values.ts";
import { valueAt } from "../../manifest/layer.ts";
import { canonicalJson, jsonEqual } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { Problem } from "../../support/problem.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import type { ValuesLayer } from "../../values/values-layer.ts";
import { compareWithDefaults } from "./compare-with-defaults.ts";
import { disabledSubcharts } from "./disabled-subcharts.ts";
import { imageTags } from "./image-tags.ts";
import { isPartOf } from "./is-part-of.ts";
import { placeFinding } from "./place-finding.ts";
import { checkSchemas } from "./schema/check-schemas.ts";
import type { ValuesCheck } from "./values-check.ts";
import { pathWords } from "./values-finding.ts";
import type { ValuesFinding } from "./values-finding.ts";

/**
 * The values of one add-on on one cluster against its chart: schemas, unknown keys, types, what has no effect. Equal values of
 * one chart are looked at once per run.
 */
export async function checkValues(check: ValuesCheck): Promise<readonly Problem[]> {
  const { addon } = check;
  const found = await remembered(check);
  const findings = [
    ...found.findings.filter((finding) => isWorthTelling(finding, check)),
    ...disabledSubcharts(addon.values, found.disabled, addon.valueLayers),
  ];
  return findings.map((finding) => placeFinding(finding, check));
}

interface Found {
  readonly findings: readonly ValuesFinding[];
  readonly disabled: EffectiveValues["disabled"];
}

const memory = new WeakMap<Chart, Map<string, Promise<Found>>>();

function remembered(check: ValuesCheck): Promise<Found> {
  const { addon, chart, unknown = [], helm = 4 } = check;
  const known = memory.get(chart) ?? new Map<string, Promise<Found>>();
  memory.set(chart, known);
  const key = `${helm}${JSON.stringify(unknown)}${canonicalJson(addon.values)}`;
  const found = known.get(key) ?? find(check);
  known.set(key, found);
  return found;
}

async function find({ addon, chart, unknown = [], helm = 4 }: ValuesCheck): Promise<Found> {
  const { values } = addon;
  if (Object.keys(values).length === 0 && !hasSchema(chart)) return { findings: [], disabled: [] };
  if (chart.defaults.broken !== undefined) {
    return { findings: [brokenDefaults(chart.name, chart.defaults.broken)], disabled: [] };
  }
  const effective = effectiveValues(chart, values, helm);
  if (effective.mismatches.length > 0) return { findings: effective.mismatches.map(notAMap), disabled: [] };
  const { disabled, root } = effective;
  const findings: ValuesFinding[] = [
    ...(await checkSchemas({ effective, given: values, unknown })),
    ...imageTags(values),
  ];
  const wrong = findings.filter(({ code }) => code === "VALUES-SCHEMA").map(({ path }) => path);
  const silent = [...unknown, ...disabled.map(({ path }) => path)];
  compareWithDefaults(root, values, {
    fallbacks: fallbacksOf(root, helm),
    conditions: conditionsOf(root, []),
    isSilent: (path) =>
      silent.some((known) => startsWith(path, known)) || wrong.some((known) => jsonEqual(known, path)),
    searches: { left: 30 },
    report: (finding) => findings.push(finding),
  });
  return { findings, disabled };
}

/** Only a schema can have something against default values. */
function hasSchema({ schema, subcharts }: Chart): boolean {
  return schema !== undefined || subcharts.some(hasSchema);
}

function startsWith(path: YamlPath, start: YamlPath): boolean {
  return start.every((step, index) => path[index] === step);
}

function conditionsOf({ chart, subcharts }: ChartInstance, path: readonly string[]): readonly string[] {
  const own = chart.dependencies.flatMap(({ condition }) => condition.trim().split(","));
  return [
    ...own.filter((condition) => condition !== "").map((condition) => [...path, condition].join(".")),
    ...subcharts.flatMap((subchart) => conditionsOf(subchart, [...path, subchart.name])),
  ];
}

const fallbacks = new WeakMap<ChartInstance, JsonObject>();

/** Default values of a chart and its enabled subcharts, keys with null included. */
function fallbacksOf(root: ChartInstance, helm: 3 | 4): JsonObject {
  const known = fallbacks.get(root) ?? coalesce(root, {}, { nulls: "keep", helm, mismatches: [] });
  fallbacks.set(root, known);
  return known;
}

/** What equals the default is needed when a lower layer says otherwise, and may differ elsewhere when it is a reference. */
function isWorthTelling({ code, path }: ValuesFinding, { addon }: ValuesCheck): boolean {
  if (code !== "VALUES-SAME-AS-DEFAULT") return true;
  const value = valueAt(addon.values, path);
  return value !== undefined && addon.valueLayers.every((layer) => agrees(layer, path, value));
}

function agrees(layer: ValuesLayer, path: YamlPath, value: JsonValue): boolean {
  const written = valueAt(layer.data, path);
  return written === undefined || isPartOf(written, value);
}

function notAMap(path: YamlPath): ValuesFinding {
  return {
    code: "VALUES-NOT-A-MAP",
    severity: "error",
    path,
    part: "value",
    message: `${pathWords(path)} holds the values of a subchart, so it must be a map`,
    hint: "write a map; to turn a subchart off, set the value that its condition names in Chart.yaml",
  };
}

function brokenDefaults(chart: string, why: string): ValuesFinding {
  return {
    code: "VALUES-DEFAULTS-BROKEN",
    severity: "warning",
    path: [],
    part: "key",
    message: `values were not checked: values.yaml of the chart ${chart} cannot be read: ${why}`,
    hint: "tell the chart's maintainers, or take another version",
  };
}
