import type { KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import { revisionSummary } from "./revision-summary.ts";
import type { RevisionSummary } from "./release-record.ts";

export const SECRETS: Resource = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };

/**
 * All revisions in all namespaces that a later one has not replaced, from one metadata-only list: no release
 * content is transferred. Ordered by namespace, release and revision.
 */
export async function readRevisions(kubernetes: KubernetesReader): Promise<readonly RevisionSummary[]> {
  const list = await kubernetes.listMetadata({ resource: SECRETS, labelSelector: "owner=helm,status!=superseded" });
  return list.items
    .map(revisionSummary)
    .filter((summary) => summary !== undefined)
    .sort(compareRevisions);
}

function compareRevisions(a: RevisionSummary, b: RevisionSummary): number {
  return compareText(a.namespace, b.namespace) || compareText(a.release, b.release) || a.revision - b.revision;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
