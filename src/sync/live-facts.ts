import type { KubernetesObject, ListQuery, Resource } from "../outside/kubernetes/kubernetes.ts";
import { webhookServices } from "../readiness/api-extensions.ts";
import type { ReadinessFacts } from "../readiness/facts.ts";
import { field, list, text } from "../readiness/fields.ts";
import type { FollowedObjects } from "./follow-objects.ts";

const STORAGE_CLASSES: Resource = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  plural: "storageclasses",
  namespaced: false,
};
const ENDPOINT_SLICES: Resource = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
  namespaced: true,
};

/** What must be followed besides the objects themselves to judge them. */
export function factQueries(objects: readonly KubernetesObject[], namespace: string): readonly ListQuery[] {
  const webhooks = objects.filter((object) => object.kind.endsWith("WebhookConfiguration"));
  const namespaces = new Set(webhooks.flatMap(webhookServices).map((service) => service.namespace));
  if (webhooks.length > 0) namespaces.add(namespace);
  const claims = objects.some((object) => object.kind === "PersistentVolumeClaim");
  return [
    ...(claims ? [{ resource: STORAGE_CLASSES }] : []),
    ...[...namespaces].map((it) => ({ resource: ENDPOINT_SLICES, namespace: it })),
  ];
}

/** Facts from what is followed now; of namespaces that are not followed nothing is expected. */
export function liveFacts(followed: ReadonlyMap<ListQuery, FollowedObjects>): ReadinessFacts {
  const classes = objectsOf(followed, (query) => query.resource === STORAGE_CLASSES);
  return {
    bindingMode(name) {
      const found = classes.find((it) => (name === undefined ? isDefaultClass(it) : it.metadata.name === name));
      if (found === undefined) return undefined;
      return field(found, "volumeBindingMode") === "WaitForFirstConsumer" ? "WaitForFirstConsumer" : "Immediate";
    },
    hasReadyEndpoints({ namespace, name }) {
      const isMine = (query: ListQuery): boolean => query.resource === ENDPOINT_SLICES && query.namespace === namespace;
      if (![...followed.keys()].some(isMine)) return true;
      return objectsOf(followed, isMine)
        .filter((slice) => text(slice, "metadata", "labels", "kubernetes.io/service-name") === name)
        .flatMap((slice) => list(slice, "endpoints"))
        .some((endpoint) => field(endpoint, "conditions", "ready") !== false);
    },
  };
}

function objectsOf(
  followed: ReadonlyMap<ListQuery, FollowedObjects>,
  wanted: (query: ListQuery) => boolean,
): readonly KubernetesObject[] {
  return [...followed].filter(([query]) => wanted(query)).flatMap(([, objects]) => [...(objects?.values() ?? [])]);
}

function isDefaultClass(object: KubernetesObject): boolean {
  return text(object, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") === "true";
}
