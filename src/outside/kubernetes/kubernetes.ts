import type { JsonObject } from "../../support/json.ts";

/** A live object; only the fields every object has are named. */
export interface KubernetesObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
}

export interface ObjectMetadata extends JsonObject {
  readonly name: string;
}

/** One served resource of one API version, from discovery. */
export interface Resource {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural in URLs, `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface ObjectRef {
  readonly resource: Resource;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
}

export interface ListQuery {
  readonly resource: Resource;
  /** Absent: all namespaces, or cluster-scoped. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  readonly resourceVersion: string;
}

export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: KubernetesObject }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string };

/** Sends GET only, whatever its caller does. */
export interface KubernetesReader {
  /** Base URL of the API server, without credentials. */
  readonly server: string;
  /** HTTP requests sent so far. */
  readonly requests: number;
  /** `undefined` when there is none (404). Throws AddonsError KUBE-* otherwise (see kube-errors.ts). */
  get(ref: ObjectRef): Promise<KubernetesObject | undefined>;
  list(query: ListQuery): Promise<ObjectList>;
  /** As `list`, but metadata only: bodies and secret data never leave the server. */
  listMetadata(query: ListQuery): Promise<ObjectList>;
  /** Ends without error when `signal` aborts or the server closes; throws on 410 (`KUBE-EXPIRED`) and on failures. */
  watch(query: ListQuery & { readonly resourceVersion: string }, signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** Served resources; two requests at the first call, then remembered until `forgetResources`. */
  resources(): Promise<readonly Resource[]>;
  forgetResources(): void;
  /** Major.minor of the server, `1.37`. */
  version(): Promise<string>;
  close(): void;
}

export interface KubernetesWriter extends KubernetesReader {
  /** Into the namespace of its metadata. */
  create(
    resource: Resource,
    object: KubernetesObject,
    options?: { readonly fieldManager?: string },
  ): Promise<KubernetesObject>;
  /** PUT; metadata.resourceVersion in the object guards it. */
  replace(ref: ObjectRef, object: KubernetesObject): Promise<KubernetesObject>;
  /** Server-side apply. */
  apply(ref: ObjectRef, object: KubernetesObject, options: ApplyOptions): Promise<KubernetesObject>;
  /** RFC 6902. */
  patchJson(
    ref: ObjectRef,
    patch: readonly JsonPatchOperation[],
    options: { readonly fieldManager: string },
  ): Promise<KubernetesObject>;
  /** In the background; an object that is gone already is no error. */
  delete(ref: ObjectRef, preconditions?: { readonly uid?: string; readonly resourceVersion?: string }): Promise<void>;
}

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly conflicts: "fail" | "force";
}

export type JsonPatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: JsonObject[string] }
  | { readonly op: "remove"; readonly path: string };

/** How to reach one cluster, read from a kubeconfig. Shown to nobody. */
export interface ClusterAccess {
  readonly kubeconfig: string;
  readonly context: string;
}
