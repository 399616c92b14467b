import { waves } from "../graph/order-addons.ts";
import type { Environment } from "../manifest/environment.ts";
import type { ByEnvironment } from "./json.ts";

interface GraphCluster {
  readonly cluster: string;
  readonly addons: readonly {
    readonly addon: string;
    /** Counted from 1; everything an add-on needs stands in earlier waves. */
    readonly wave: number;
    readonly needs: readonly string[];
    readonly conflicts: readonly string[];
  }[];
}

export interface GraphDocument {
  readonly formatVersion: 1;
  readonly environments: readonly ByEnvironment<GraphCluster>[];
}

export function graphDocument(environments: readonly Environment[]): GraphDocument {
  return {
    formatVersion: 1,
    environments: environments.map((environment) => ({
      environment: environment.name,
      clusters: environment.clusters.map((cluster) => ({
        cluster: cluster.name,
        addons: waves(cluster.addons).flatMap((wave, index) =>
          wave.map(({ name, needs, conflicts }) => ({ addon: name, wave: index + 1, needs, conflicts })),
        ),
      })),
    })),
  };
}
