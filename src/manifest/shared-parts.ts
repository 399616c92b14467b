import type { JsonObject } from "../support/json.ts";
import type { ChartSource } from "../sources/chart-source.ts";
import type { Addon } from "./environment.ts";
import { mergeLayers } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { Recorded } from "./recorded.ts";
import type { FoundLayers } from "./values-layers.ts";

/** What of an add-on is the same on every cluster that changes nothing of it: no reference reaches it. */
export interface FixedSettings extends Pick<Addon, FixedKey> {
  /** Undefined after what is wrong with it was reported. */
  readonly chart: ChartSource | undefined;
}

type FixedKey =
  | "labels"
  | "conflicts"
  | "ready"
  | "driftIgnore"
  | "protected"
  | "timeoutSeconds"
  | "historyMax"
  | "onFailure"
  | "repair"
  | "crds"
  | "adopt"
  | "at"
  | "needsAt";

/** What all clusters of an environment have in common, made when the first of them asks for it. */
export interface SharedParts {
  /** Base files and the environment's own, lowest first, without what a cluster adds. */
  readonly layers: readonly Layer[];
  /** These layers as one map, without values. */
  readonly merged: JsonObject;
  /** By add-on. */
  readonly settings: Map<string, Promise<Recorded<FixedSettings>>>;
  readonly values: Map<string, Promise<Recorded<FoundLayers>>>;
}

export function sharedParts(layers: readonly Layer[]): SharedParts {
  return { layers, merged: mergeLayers(layers), settings: new Map(), values: new Map() };
}
