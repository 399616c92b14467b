import type { RenderedFacts } from "../rendered/rendered-facts.ts";
import type { AddonNode } from "./addon-node.ts";

/** What is known of one cluster's add-ons for finding needs and conflicts between them. */
export interface ClusterFacts {
  /** Sorted by name. */
  readonly addons: readonly FactsAddon[];
  /** By add-on; one that could not be rendered is missing, and nothing is said about it. */
  readonly facts: ReadonlyMap<string, RenderedFacts>;
  /** Labels of the namespaces that the manifest makes before the first add-on. */
  readonly namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export interface FactsAddon extends AddonNode {
  readonly namespace: string;
}
