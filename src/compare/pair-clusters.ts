import type { Cluster } from "../manifest/environment.ts";
import type { Comparison, Pairing } from "./comparison.ts";

interface Paired {
  readonly pairing: Pairing;
  /** Clusters without a partner, when others have one. */
  readonly alone: Comparison["clusters"];
}

/** Clusters by name; the only one with the only one; and all with all when no name is on both sides. */
export function pairClusters(left: readonly Cluster[], right: readonly Cluster[]): Paired {
  const [before, after] = [namesOf(left), namesOf(right)];
  const common = before.filter((name) => after.includes(name));
  const [onlyLeft, onlyRight] = [before[0], after[0]];
  if (common.length === 0 && before.length === 1 && after.length === 1 && onlyLeft && onlyRight) {
    return { pairing: { kind: "by-name", pairs: [{ left: onlyLeft, right: onlyRight }] }, alone: [] };
  }
  if (common.length === 0) return { pairing: { kind: "all-with-all" }, alone: [] };
  const isAlone = (name: string): boolean => !common.includes(name);
  return {
    pairing: { kind: "by-name", pairs: common.map((name) => ({ left: name, right: name })) },
    alone: [
      ...before.filter(isAlone).map((cluster) => ({ cluster, side: "left" as const })),
      ...after.filter(isAlone).map((cluster) => ({ cluster, side: "right" as const })),
    ],
  };
}

function namesOf(clusters: readonly Cluster[]): readonly string[] {
  return clusters.map(({ name }) => name);
}
