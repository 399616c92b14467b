import type { Comparison } from "../../compare/comparison.ts";

export interface ComparisonDocument extends Omit<Comparison, "same"> {
  readonly formatVersion: 1;
  readonly result: "same" | "different";
  /** Add-ons that are the same on every cluster. */
  readonly sameAddons: number;
}

export function comparisonDocument({ same, ...comparison }: Comparison): ComparisonDocument {
  const { addons, clusters, settings } = comparison;
  const isSame = addons.length === 0 && clusters.length === 0 && settings.length === 0;
  return { formatVersion: 1, result: isSame ? "same" : "different", ...comparison, sameAddons: same };
}
