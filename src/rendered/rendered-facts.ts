/**
 * What one rendered release makes and uses, as far as other releases of the cluster can care: names and kinds, never
 * values, so that it may lie in a cache. Lists are in the order of the manifest.
 */
export interface RenderedFacts {
  /** Everything the release makes; objects of `helm test` are left out. */
  readonly objects: readonly ObjectFact[];
  /** CustomResourceDefinitions, of templates and of `crds/`. */
  readonly definitions: readonly DefinitionFact[];
  readonly webhooks: readonly WebhookFact[];
  /** What it refers to and something has to make; once each, optional references left out. */
  readonly uses: readonly UseFact[];
  /** References of the images of its pods as they are written, sorted, each once. */
  readonly images: readonly string[];
}

export interface ObjectFact {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** The release's own when the object names none; absent for built-in kinds that have no namespace. */
  readonly namespace?: string;
  /** `hook`: run by Helm, owned by nobody. `crds`: from the folder `crds/`. Absent: owned by the release. */
  readonly origin?: "hook" | "crds";
  /** A StorageClass or IngressClass that is used where none is named. */
  readonly isDefault?: true;
}

export interface DefinitionFact {
  readonly group: string;
  readonly kind: string;
  /** `certificates` */
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  /** Served ones. */
  readonly versions: readonly string[];
}

/** One webhook of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration. */
export interface WebhookFact {
  /** `ValidatingWebhookConfiguration cert-manager-webhook` */
  readonly configuration: string;
  readonly name: string;
  readonly failurePolicy: "Fail" | "Ignore";
  /** What answers, `namespace/name`; absent for an address outside of the cluster. */
  readonly service?: string;
  readonly rules: readonly WebhookRule[];
  readonly namespaceSelector?: LabelSelector;
  /** `opt-in`: its objectSelector asks for a label, so that only objects made for it are concerned. */
  readonly objects: "all" | "opt-in";
}

export interface WebhookRule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly scope: "Namespaced" | "Cluster" | "*";
}

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** One thing that has to be there. */
export interface UseFact {
  /** API group; empty for the core. */
  readonly group: string;
  readonly kind: string;
  /** Absent: the one marked as default. */
  readonly name?: string;
  /** Absent for what has no namespace. */
  readonly namespace?: string;
  /** The first object that uses it, `Deployment ingress/controller`. */
  readonly by: string;
}

/** A use without its user. */
export type Use = Omit<UseFact, "by">;
