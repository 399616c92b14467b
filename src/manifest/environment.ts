import type { JsonObject, JsonScalar } from "../support/json.ts";
import type { ChartSource } from "../sources/chart-source.ts";
import type { SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { SeveritySettings } from "./severity-settings.ts";
import type { ValuesLayer } from "../values/values-layer.ts";

/** One environment after `extends`, environment and cluster overlays, defaults, values files and references. */
export interface Environment {
  /** Name of its file, for one with an instance followed by a dot and that: `preview.pr-12`. */
  readonly name: string;
  /** Name in the lock, which all instances share; absent: `name`. */
  readonly lockedAs?: string;
  /** Project-relative path of the file, e.g. `environments/prod.yaml`. */
  readonly file: string;
  /** Sorted by name; never empty. */
  readonly clusters: readonly Cluster[];
  /** What is made of problems here; absent for nothing said. */
  readonly severities?: SeveritySettings;
  /** The lock holds the digests of the images that its charts render. */
  readonly images?: true;
}

export interface Cluster {
  readonly name: string;
  readonly connection: Connection;
  /** UID of the kube-system namespace; a cluster with another one is refused. */
  readonly uid?: string;
  /** Major.minor that offline commands render for, e.g. `1.37`. */
  readonly kubernetes: string;
  readonly vars: Readonly<Record<string, JsonScalar>>;
  /** Namespaces with labels and annotations of their own. */
  readonly namespaces: Readonly<Record<string, NamespaceSettings>>;
  /** Enabled add-ons, sorted by name. */
  readonly addons: readonly Addon[];
  /** Names of add-ons that are declared and not enabled here, sorted. */
  readonly disabled?: readonly string[];
  /** Names of enabled add-ons that are missing from `addons`, since what is wrong with them was reported. */
  readonly refused?: readonly string[];
  /** Where vars (`vars.region`) and inputs (`tf`) that `${…}` may name are declared. */
  readonly namesAt?: Readonly<Record<string, SourcePosition>>;
  readonly at: SourcePosition;
  /** Where `kubernetes` stands. */
  readonly kubernetesAt?: SourcePosition;
}

export type Connection = { readonly kind: "playground" } | { readonly kind: "context"; readonly context: string };

export interface NamespaceSettings {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An add-on as one cluster runs it. */
export interface Addon {
  readonly name: string;
  readonly chart: ChartSource;
  /** Helm constraint or exact version; absent for a local chart, whose Chart.yaml says it. */
  readonly version?: string;
  /** The version is the one of the cluster's Kubernetes minor, and the lock has a pin per minor; absent: one per environment. */
  readonly pinPer?: "minor";
  readonly namespace: string;
  /** Helm release name. */
  readonly release: string;
  /** For --selector. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of add-ons of the same cluster that must be ready first, sorted; an optional need only when it is enabled here. */
  readonly needs: readonly string[];
  /** Where `needs` stands. */
  readonly needsAt?: SourcePosition;
  readonly conflicts: readonly string[];
  readonly protected: boolean;
  /** Merged from all layers, references resolved; `null` stands for "remove the chart's default". */
  readonly values: JsonObject;
  /** What `values` was merged from, lowest first; references unresolved. */
  readonly valueLayers: readonly ValuesLayer[];
  /** Paths of `values` that name an input which was not read: what stands there is what is written. The empty path: any value may. */
  readonly unknown?: readonly YamlPath[];
  readonly timeoutSeconds: number;
  readonly historyMax: number;
  readonly onFailure: OnFailure;
  readonly repair: boolean;
  readonly crds: CrdPolicy;
  readonly adopt: boolean;
  /** Extra gates beyond those found from the release's objects. */
  readonly ready: readonly ReadyGate[];
  readonly driftIgnore: readonly IgnoreRule[];
  readonly at: SourcePosition;
}

export type OnFailure = "stop-dependents" | "rollback" | "keep-going";
export type CrdPolicy = "apply" | "create" | "skip";

export type ReadyGate =
  | { readonly webhook: string }
  | { readonly kind: string; readonly name: string; readonly namespace?: string };

export interface IgnoreRule {
  readonly kind: string;
  /** Glob; absent means any. */
  readonly name?: string;
  /** JSON pointers; a trailing `/*` covers everything below. */
  readonly paths: readonly string[];
  readonly reason: string;
  /** ISO date after which the rule no longer holds. */
  readonly expires?: string;
}
