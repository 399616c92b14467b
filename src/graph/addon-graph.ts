import type { AddonNode } from "./addon-node.ts";

/** The add-ons of one cluster with everything that is known about their order. */
export interface AddonGraph {
  /** For people, e.g. `prod/prod-eu`. */
  readonly title: string;
  readonly addons: readonly AddonNode[];
  readonly edges: readonly GraphEdge[];
  readonly conflicts: readonly GraphConflict[];
}

/** `addon` starts when `need` is ready. */
export interface GraphEdge {
  readonly addon: string;
  readonly need: string;
  /** `inferred`: found in the rendered charts, not in the manifest, so no sync waits for it. */
  readonly kind: "declared" | "inferred";
  /** What was found, e.g. `ServiceMonitor dns/external-dns; monitoring-crds brings its definition`. */
  readonly reasons: readonly string[];
}

/** Two add-ons that should not run side by side. */
export interface GraphConflict {
  readonly left: string;
  readonly right: string;
  readonly reason: string;
}
