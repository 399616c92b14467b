import type { JsonPatchOperation, KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonValue } from "../support/json.ts";

/**
 * Gives up the ownership that a patch left behind. Where a removed field falls back to a default, the API server books the
 * default on the patch's author, as an Update; Helm writes by Apply, and would meet its own name as a conflict when a chart
 * sets that field one day. Nothing when there is no such entry.
 */
export function disownPatch(object: KubernetesObject): readonly JsonPatchOperation[] {
  const entries = object.metadata["managedFields"];
  const index = Array.isArray(entries) ? (entries as readonly JsonValue[]).findIndex(isHelmUpdate) : -1;
  if (index === -1) return [];
  const path = `/metadata/managedFields/${index}`;
  return [
    { op: "test", path: `${path}/manager`, value: "helm" },
    { op: "test", path: `${path}/operation`, value: "Update" },
    { op: "remove", path },
  ];
}

export function isHelmUpdate(entry: JsonValue): boolean {
  return (
    isJsonObject(entry) &&
    entry["manager"] === "helm" &&
    entry["operation"] === "Update" &&
    (entry["subresource"] ?? "") === ""
  );
}
