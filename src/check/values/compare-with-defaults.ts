import type { ChartInstance } from "../../chart/chart-instance.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import { isPartOf } from "./is-part-of.ts";
import { isFreeForm, isNamedEntry } from "./free-form.ts";
import { schemaSays } from "./schema-says.ts";
import { typeChange } from "./type-change.ts";
import { unknownKey } from "./unknown-key.ts";
import type { ValuesPlace } from "./values-place.ts";
import { pathWords } from "./values-finding.ts";
import type { ValuesFinding } from "./values-finding.ts";

export interface Comparison {
  /** Default values of the outermost chart with those of its subcharts below their names. */
  readonly fallbacks: JsonObject;
  /** Paths of values that turn subcharts on and off, with dots; known without being a default. */
  readonly conditions: readonly string[];
  /** Whether nothing can be said about a path: it is not known, or a subchart that is off. */
  readonly isSilent: (path: YamlPath) => boolean;
  /** How many keys a likely path may be searched for, which takes a while in a large chart. */
  readonly searches: { left: number };
  readonly report: (finding: ValuesFinding) => void;
}

/** Keys that the chart's defaults do not know, changes of type, values that the chart has anyway. */
export function compareWithDefaults(root: ChartInstance, values: JsonObject, comparison: Comparison): void {
  if (Object.keys(comparison.fallbacks).length === 0) return;
  compareMaps({ instance: root, path: [], inside: [] }, { values, fallback: comparison.fallbacks }, comparison);
}

interface Maps {
  readonly values: JsonObject;
  readonly fallback: JsonObject;
}

function compareMaps(place: ValuesPlace, { values, fallback }: Maps, comparison: Comparison): void {
  const isChartRoot = place.inside.length === 0;
  for (const [key, value] of Object.entries(values)) {
    const path = [...place.path, key];
    if (comparison.isSilent(path) || (isChartRoot && HELMS_OWN.has(key))) continue;
    const next = Object.hasOwn(fallback, key) ? fallback[key] : undefined;
    const subchart = isChartRoot ? place.instance.subcharts.find(({ name }) => name === key) : undefined;
    if (subchart !== undefined) {
      compareSubchart({ instance: subchart, path, inside: [] }, { value, fallback: next ?? {} }, comparison);
      continue;
    }
    const here = { instance: place.instance, path, inside: [...place.inside, key] };
    if (next === undefined) checkUnknown(here, { value, fallback }, comparison);
    else compareValues(here, { value, fallback: next }, comparison);
  }
}

/** Keys that mean something to Helm in every chart. */
const HELMS_OWN: ReadonlySet<string> = new Set(["global", "tags"]);

interface Pair {
  readonly value: JsonValue;
  readonly fallback: JsonValue;
}

/** A chart has `global` whether it has default values or not. */
function compareSubchart(place: ValuesPlace, { value, fallback }: Pair, comparison: Comparison): void {
  if (!isJsonObject(value) || !isJsonObject(fallback)) return;
  if (Object.keys(fallback).some((key) => key !== "global"))
    compareMaps(place, { values: value, fallback }, comparison);
}

interface Unknown {
  readonly value: JsonValue;
  /** Of the map that the key stands in. */
  readonly fallback: JsonObject;
}

function checkUnknown(place: ValuesPlace, { value, fallback }: Unknown, comparison: Comparison): void {
  const { instance, inside } = place;
  const isOpen = isFreeForm(inside.slice(0, -1)) || isNamedEntry(value, fallback);
  if (value === null || isOpen || schemaSays(instance.chart.schema?.data, inside) !== "nothing") return;
  if (isMentioned(instance, inside) || isCondition(place.path, comparison)) return;
  const { searches, fallbacks, report } = comparison;
  report(unknownKey(place, fallback, searches.left-- > 0 ? fallbacks : undefined));
}

function isCondition(path: YamlPath, { conditions }: Comparison): boolean {
  const dotted = path.join(".");
  return conditions.some((condition) => condition === dotted || condition.startsWith(`${dotted}.`));
}

/** A library chart speaks for the chart that uses it. */
function isMentioned({ chart, subcharts }: ChartInstance, inside: YamlPath): boolean {
  const libraries = subcharts.map((subchart) => subchart.chart).filter(({ isLibrary }) => isLibrary);
  const isDefault = libraries.some(({ defaults }) => Object.hasOwn(defaults.data, String(inside[0])));
  return isDefault || [chart, ...libraries].some((one) => one.mentions(inside));
}

function compareValues(place: ValuesPlace, { value, fallback }: Pair, comparison: Comparison): void {
  if (isNeutral(value)) return;
  if (isPartOf(value, fallback)) {
    // A scalar among others that differ makes its map readable: `issuer: { kind: ClusterIssuer, name: mine }`.
    if (place.inside.length === 1 || isJsonObject(value)) comparison.report(sameAsDefault(place.path));
  } else if (isJsonObject(value) && isJsonObject(fallback)) {
    const saysNothing = Object.keys(fallback).length === 0 || isFreeForm(place.inside);
    if (!saysNothing) compareMaps(place, { values: value, fallback }, comparison);
  } else {
    const finding = typeChange(place, value, fallback);
    if (finding !== undefined) comparison.report(finding);
  }
}

function isNeutral(value: JsonValue): boolean {
  if (value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function sameAsDefault(path: YamlPath): ValuesFinding {
  return {
    code: "VALUES-SAME-AS-DEFAULT",
    severity: "info",
    path,
    part: "key",
    message: `${pathWords(path)} is what the chart has by default`,
    hint: "remove it, unless it is there to stay when the default changes",
  };
}
