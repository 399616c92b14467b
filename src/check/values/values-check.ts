import type { Addon } from "../../manifest/environment.ts";
import type { Chart } from "../../chart/chart.ts";
import type { YamlPath } from "../../support/yaml-places.ts";

/** One add-on on one cluster, and the chart it is pinned to there. */
export interface ValuesCheck {
  readonly addon: Pick<Addon, "name" | "values" | "valueLayers" | "at">;
  readonly chart: Chart;
  /** Paths of values that are not known in this run: nothing is said about them. */
  readonly unknown?: readonly YamlPath[];
  /** Helm's two lines treat nulls in default values differently; 4 when left out. */
  readonly helm?: HelmLine;
}

export type HelmLine = 3 | 4;
