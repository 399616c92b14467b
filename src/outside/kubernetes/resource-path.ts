import type { ListQuery, ObjectRef, Resource } from "./kubernetes.ts";

/** URL path of a collection. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const prefix = resource.apiVersion.includes("/") ? "/apis" : "/api";
  const group = resource.apiVersion.split("/").map(encodeURIComponent).join("/");
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${prefix}/${group}${scope}/${encodeURIComponent(resource.plural)}`;
}

/** URL path of one object. */
export function objectPath(ref: ObjectRef): string {
  return `${collectionPath(ref.resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

/** `?a=b&c=d` of those that are set. */
export function queryText(values: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) search.set(key, value);
  return search.size === 0 ? "" : `?${search.toString()}`;
}

/** `secrets in namespace x`, for messages. */
export function collectionText(query: Pick<ListQuery, "resource" | "namespace">): string {
  const { resource, namespace } = query;
  const group = resource.apiVersion.includes("/") ? `.${resource.apiVersion.split("/")[0]}` : "";
  const where = resource.namespaced
    ? namespace === undefined
      ? " in all namespaces"
      : ` in namespace ${namespace}`
    : "";
  return `${resource.plural}${group}${where}`;
}

/** `secrets "a" in namespace x`, for messages. */
export function objectText(ref: ObjectRef): string {
  const group = ref.resource.apiVersion.includes("/") ? `.${ref.resource.apiVersion.split("/")[0]}` : "";
  return `${ref.resource.plural}${group} "${ref.name}"${ref.namespace === undefined ? "" : ` in namespace ${ref.namespace}`}`;
}
