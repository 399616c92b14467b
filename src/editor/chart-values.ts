import type { JsonObject, JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";

/** What one chart says about its values. */
export interface ChartValues {
  readonly name: string;
  /** Its values.yaml. */
  readonly defaults: JsonObject;
  /** The comment of a key of values.yaml, with or without its number signs. */
  readonly comment: (path: YamlPath) => string | undefined;
  /** Its values.schema.json. */
  readonly schema?: JsonValue;
  readonly subcharts: readonly SubchartValues[];
}

export interface SubchartValues {
  /** Where its values stand in those of its parent: its alias or its name. */
  readonly key: string;
  readonly chart: ChartValues;
}
