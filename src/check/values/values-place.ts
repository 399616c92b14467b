import type { ChartInstance } from "../../chart/chart-instance.ts";
import type { YamlPath } from "../../support/yaml-places.ts";

/** A map or value inside one chart of the tree. */
export interface ValuesPlace {
  readonly instance: ChartInstance;
  /** From the outermost chart. */
  readonly path: YamlPath;
  /** From `instance`. */
  readonly inside: YamlPath;
}
