import type { JsonObject } from "../support/json.ts";

export const RELEASE_STATUSES = [
  "unknown",
  "deployed",
  "uninstalled",
  "superseded",
  "failed",
  "uninstalling",
  "pending-install",
  "pending-upgrade",
  "pending-rollback",
] as const;
export type ReleaseStatus = (typeof RELEASE_STATUSES)[number];

/** One revision as the labels of its Secret tell it: no content is transferred for this. */
export interface RevisionSummary {
  readonly release: string;
  readonly namespace: string;
  readonly revision: number;
  readonly status: ReleaseStatus;
  readonly marks: Marks;
  readonly secret: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  /** Unix seconds of the last write by Helm, by the writer's clock. */
  readonly modifiedAt?: number;
}

/** Labels that `sync` puts on the revisions it makes; inherited by later manual upgrades, hence the revisions inside. */
export interface Marks {
  /** `addons/pin: r<revision>-<hash>` */
  readonly pin?: { readonly revision: number; readonly hash: string };
  /** `addons/ready: r<revision>`: the newest revision, up to this one, whose objects and gates were all seen ready. */
  readonly ready?: number;
  /** `addons/environment` */
  readonly environment?: string;
  /** `addons/name`: the add-on */
  readonly addon?: string;
  /** `addons/protected: "true"`: never pruned. */
  readonly protected?: boolean;
}

/** A decoded release Secret. */
export interface ReleaseRecord {
  readonly release: string;
  readonly namespace: string;
  readonly revision: number;
  readonly status: ReleaseStatus;
  readonly description: string;
  /** ISO time, empty when Helm wrote none. */
  readonly lastDeployed: string;
  /** Server-side or client-side apply; Helm 3 records carry none and are client-side. */
  readonly applyMethod: "ssa" | "csa";
  readonly chart: { readonly name: string; readonly version: string; readonly appVersion?: string };
  /** The user's values of this revision. */
  readonly values: JsonObject;
  /** Rendered objects without hooks, as Helm stored them. */
  readonly manifest: string;
  readonly hooks: readonly {
    readonly name: string;
    readonly kind: string;
    readonly events: readonly string[];
    readonly phase?: string;
  }[];
}
