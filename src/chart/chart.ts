import type { JsonObject, JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";

/**
 * One version of a chart as data, as Helm reads it. Parts are read when they are first asked for, so that a chart whose
 * default values nobody needs costs nothing.
 */
export interface Chart {
  readonly name: string;
  readonly version: string;
  /** Masterminds range of Kubernetes versions. */
  readonly kubeVersion?: string;
  /** What Chart.yaml (or requirements.yaml) lists, in its order. */
  readonly dependencies: readonly ChartDependency[];
  /** Charts inside `charts/`, folders and packed ones, by name: all of them, whether enabled or not. */
  readonly subcharts: readonly Chart[];
  readonly defaults: ChartDefaults;
  /** values.schema.json. */
  readonly schema?: ChartSchema;
  /** Folder inside the outermost chart: empty for that itself, `charts/redis/` for a subchart. */
  readonly folder: string;
  /** `type: library`: has no templates of its own, its parent uses its definitions. */
  readonly isLibrary: boolean;
  /** Whether a template reads a path of the values, or a comment of values.yaml shows its last key. Not exact. */
  mentions(path: YamlPath): boolean;
}

export interface ChartDependency {
  readonly name: string;
  /** Masterminds range that the subchart's version must be in; empty when left out. */
  readonly version: string;
  /** Name that the subchart gets instead of its own. */
  readonly alias?: string;
  /** Comma-separated paths of values; the first that is true or false decides. */
  readonly condition: string;
  readonly tags: readonly string[];
  readonly importValues: readonly ImportValues[];
}

/** Values of a subchart that its parent takes over: `{ child: a.b, parent: c }`, or `exports.NAME` to the root. */
export interface ImportValues {
  readonly child: string;
  readonly parent: string;
}

/** values.yaml of one chart. */
export interface ChartDefaults {
  /** As Helm reads them: of equal keys the last wins, scalars as in Go's YAML. Empty without values.yaml. */
  readonly data: JsonObject;
  /** Why values.yaml cannot be read. Helm refuses such a chart. */
  readonly broken?: string;
  /** Comment lines before and behind a key, without `#`. */
  comment(path: YamlPath): string | undefined;
  /** Where a key stands in values.yaml, from 1. */
  position(path: YamlPath): { readonly line: number; readonly column: number } | undefined;
}

export interface ChartSchema {
  /** Inside the outermost chart, e.g. `charts/redis/values.schema.json`. */
  readonly file: string;
  /** `undefined` when it is not JSON; `broken` then says why. */
  readonly data: JsonValue | undefined;
  readonly broken: string | undefined;
}
