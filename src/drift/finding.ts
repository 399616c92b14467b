import type { JsonValue } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";

/** Codes are stable; see docs/drift.md. REL: release records, OBJ: live objects. */
export type FindingCode =
  | "REL001" // release missing
  | "REL004" // values changed by hand
  | "REL005" // failed
  | "REL006" // pending
  | "REL007" // rolled back by hand
  | "REL008" // a revision that sync did not make
  | "REL009" // a release of this environment that is no longer declared (info)
  | "REL010" // desired state changed since the last sync
  | "OBJ001" // object deleted
  | "OBJ002" // field changed
  | "OBJ003" // field removed
  | "OBJ004" // field added by hand
  | "OBJ005" // list element added by hand
  | "OBJ006" // Helm's ownership metadata lost or changed
  | "OBJ009" // terminating
  | "OBJ010" // kind no longer served
  | "OBJ013" // changed by admission or normalised (info)
  | "OBJ014" // ownership moved, value equal (info)
  | "OBJ015"; // changed by an expected controller (info)

export interface Finding {
  /** Stable between runs: hash of code, release, object and path. */
  readonly id: string;
  readonly code: FindingCode;
  /** `info` never fails a run. */
  readonly severity: "drift" | "info";
  readonly addon: string;
  readonly release: string;
  readonly namespace: string;
  readonly object?: ObjectIdentity;
  /** JSON pointer into the object or the values. */
  readonly path?: string;
  /** One sentence: what differs. */
  readonly message: string;
  /** Absent for secret data and for things that are not values. */
  readonly expected?: JsonValue;
  readonly actual?: JsonValue;
  /** Who wrote the field, by field manager; empty when the server does not know. */
  readonly owners: readonly FieldOwner[];
  readonly forecast: Forecast;
}

export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
}

export interface FieldOwner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource?: string;
  /** ISO time of that manager's last change to the object. */
  readonly time?: string;
  readonly kind: "person" | "controller" | "deployer" | "helm" | "unknown";
}

/** What the next run does about a finding. */
export interface Forecast {
  readonly sync: "reverts" | "keeps" | "conflicts" | "recreates" | "upgrades" | "refuses";
  readonly repair: "reverts" | "keeps" | "recreates" | "upgrades" | "refuses";
}

export interface DriftReport {
  readonly formatVersion: 1;
  readonly environment: string;
  readonly clusters: readonly ClusterDrift[];
}

export interface ClusterDrift {
  readonly cluster: string;
  readonly findings: readonly Finding[];
  /** What could not be checked and why; not empty means the cluster is not known to be clean. */
  readonly incomplete: readonly { readonly what: string; readonly why: string; readonly hint?: string }[];
  readonly checked: { readonly releases: number; readonly objects: number };
  /** What makes no difference to the result, but should be corrected in the manifest. */
  readonly warnings?: readonly Problem[];
  readonly requests: number;
}
