import type { JsonValue } from "../support/json.ts";
import type { LeafPath } from "../values/leaf-paths.ts";
import type { ShownOrigin } from "./shown-origin.ts";

/** What differs between two environments, or between two commits of one; what is the same is only counted. */
export interface Comparison {
  readonly left: SideName;
  readonly right: SideName;
  readonly pairing: Pairing["kind"];
  /** Clusters that only one side has, when the others are compared by their names. */
  readonly clusters: readonly { readonly cluster: string; readonly side: "left" | "right" }[];
  /** Of clusters: Kubernetes versions, vars, namespaces. */
  readonly settings: readonly Change[];
  /** Add-ons that differ, by name. */
  readonly addons: readonly AddonComparison[];
  /** Add-ons that are the same everywhere. */
  readonly same: number;
  /** What could not be compared, in words. */
  readonly notCompared: readonly string[];
}

export interface SideName {
  readonly environment: string;
  /** As the user wrote it, and its whole hash; absent for the files as they are. */
  readonly commit?: { readonly name: string; readonly hash: string };
}

/** `by-name`: also for the only cluster of one side with the only one of the other, whatever they are called. */
export type Pairing =
  | { readonly kind: "by-name"; readonly pairs: readonly ClusterPair[] }
  /** No name in common: the clusters of one side together with those of the other. */
  | { readonly kind: "all-with-all" };

export interface ClusterPair {
  readonly left: string;
  readonly right: string;
}

export interface AddonComparison {
  readonly addon: string;
  /** `added` and `removed`: the other side does not declare it anywhere. */
  readonly change: "added" | "removed" | "enabled" | "disabled" | "changed";
  readonly changes: readonly Change[];
}

/** One thing that is not the same; one variant on each side, unless clusters of that side differ among themselves. */
export interface Change {
  readonly what: What;
  readonly before: readonly Variant[];
  readonly after: readonly Variant[];
  /** Clusters (of the right side) that it holds for; absent: all that were compared. */
  readonly clusters?: readonly string[];
}

export type What =
  | { readonly kind: "setting"; readonly name: string }
  | { readonly kind: "value"; readonly path: LeafPath };

/** What a side has. Without `value` there is nothing; a secret has none either, and is `hidden`. */
export interface Variant {
  readonly state: "absent" | "present" | "hidden";
  readonly value?: JsonValue;
  readonly origin?: ShownOrigin;
  /** Clusters that have it; absent when all that were compared do. */
  readonly clusters?: readonly string[];
}
