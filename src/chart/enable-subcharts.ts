import { parseConstraint } from "../support/constraint.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import { parseVersion } from "../support/parse-version.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { Chart, ChartDependency } from "./chart.ts";
import { untouchedInstance } from "./chart-instance.ts";
import type { ChartInstance } from "./chart-instance.ts";
import { coalesce } from "./coalesce.ts";
import type { Coalescing } from "./coalesce.ts";

/** A subchart with the dependency that lists it, if one does. */
export interface EnabledChart {
  readonly instance: ChartInstance;
  readonly subcharts: readonly EnabledChart[];
  /** Enabled dependencies of Chart.yaml by the names that their subcharts have here. */
  readonly listed: readonly ListedDependency[];
}

export interface ListedDependency {
  readonly name: string;
  readonly dependency: ChartDependency;
}

export interface DisabledSubchart {
  /** Where its values would stand. */
  readonly path: YamlPath;
  /** Path of the value that turned it off; `undefined` when its tags did. */
  readonly condition: string | undefined;
  readonly tags: readonly string[];
}

export interface EnabledTree {
  readonly root: EnabledChart;
  readonly disabled: readonly DisabledSubchart[];
}

/** Which subcharts Helm renders for these values: its processDependencyEnabled, quirks and all. */
export function enableSubcharts(chart: Chart, values: JsonObject, how: Coalescing): EnabledTree {
  const disabled: DisabledSubchart[] = [];
  const instance = untouchedInstance(chart);
  return { root: enable({ instance, path: [] }, values, { how, disabled }), disabled };
}

interface Position {
  readonly instance: ChartInstance;
  readonly path: readonly string[];
}

interface Context {
  readonly how: Coalescing;
  readonly disabled: DisabledSubchart[];
}

/** `values` are those of the outermost chart with all defaults on the way: paths of conditions start there. */
function enable({ instance, path }: Position, values: JsonObject, context: Context): EnabledChart {
  const { dependencies } = instance.chart;
  // A chart that lists nothing ends the walk: what is inside it is enabled, at every depth.
  if (dependencies.length === 0) return all(instance);
  const subcharts = underTheirNames(instance);
  const known = coalesce({ ...instance, subcharts }, values, context.how);
  const listed = dependencies.map((dependency) => ({ name: dependency.alias ?? dependency.name, dependency }));
  const prefix = path.map((name) => `${name}.`).join("");
  const off = new Set<string>();
  for (const { name, dependency } of listed) {
    const decision = decide(dependency, known, prefix);
    if (decision.enabled) continue;
    off.add(name);
    context.disabled.push({ path: [...path, name], condition: decision.condition, tags: dependency.tags });
  }
  return {
    instance,
    subcharts: subcharts
      .filter(({ name }) => !off.has(name))
      .map((subchart) => enable({ instance: subchart, path: [...path, subchart.name] }, known, context)),
    listed: listed.filter(({ name }) => !off.has(name)),
  };
}

/** Aliases count for nothing there, yet values are imported. */
function all(instance: ChartInstance): EnabledChart {
  const listed = instance.chart.dependencies.map((dependency) => ({ name: dependency.name, dependency }));
  return { instance, subcharts: instance.subcharts.map(all), listed };
}

/** Subcharts that no dependency lists, then one for each dependency that has a chart. */
function underTheirNames({ chart, subcharts }: ChartInstance): readonly ChartInstance[] {
  const fits = (dependency: ChartDependency, subchart: ChartInstance): boolean =>
    subchart.name === dependency.name && isCompatible(dependency.version, subchart.chart.version);
  const unlisted = subcharts.filter((subchart) => !chart.dependencies.some((dependency) => fits(dependency, subchart)));
  const listed = chart.dependencies.flatMap((dependency) => {
    const subchart = subcharts.find((one) => fits(dependency, one));
    return subchart === undefined ? [] : [{ ...subchart, name: dependency.alias ?? subchart.name }];
  });
  return [...unlisted, ...listed];
}

function isCompatible(range: string, version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && (parseConstraint(range)?.matches(parsed) ?? false);
}

interface Decision {
  readonly enabled: boolean;
  readonly condition?: string;
}

/** Tags first; then the first condition that is true or false has the last word. */
function decide(dependency: ChartDependency, values: JsonObject, prefix: string): Decision {
  for (const condition of dependency.condition.trim().split(",")) {
    const value = condition === "" ? undefined : scalarAt(values, `${prefix}${condition}`);
    if (typeof value === "boolean") return { enabled: value, condition: `${prefix}${condition}` };
  }
  const tags = values["tags"];
  if (!isJsonObject(tags)) return { enabled: true };
  const set = dependency.tags.map((tag) => (Object.hasOwn(tags, tag) ? tags[tag] : undefined));
  return { enabled: set.includes(true) || !set.includes(false) };
}

function scalarAt(values: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const step of path.split(".")) {
    value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return isJsonObject(value) ? undefined : value;
}
