import { isJsonObject } from "../support/json.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { parseMarks } from "./marks.ts";
import { RELEASE_STATUSES } from "./release-record.ts";
import type { ReleaseStatus, RevisionSummary } from "./release-record.ts";

/**
 * What the metadata of a release Secret tells; `undefined` for a Secret that only looks like one. Release and
 * revision come from the name (`sh.helm.release.v1.NAME.vN`), which cannot be changed, the status from its label.
 */
export function revisionSummary(secret: KubernetesObject): RevisionSummary | undefined {
  const { name, namespace, uid, resourceVersion } = secret.metadata;
  const match = /^sh\.helm\.release\.v1\.(.+)\.v([1-9][0-9]{0,8})$/.exec(name);
  if (!match?.[1] || typeof namespace !== "string") return undefined;
  const labels = isJsonObject(secret.metadata["labels"]) ? secret.metadata["labels"] : {};
  const modifiedAt = unixSeconds(labels["modifiedAt"] ?? labels["createdAt"]);
  return {
    release: match[1],
    namespace,
    revision: Number(match[2]),
    status: releaseStatus(labels["status"]),
    marks: parseMarks(labels),
    secret: { name, uid: text(uid), resourceVersion: text(resourceVersion) },
    ...(modifiedAt !== undefined && { modifiedAt }),
  };
}

export function releaseStatus(status: unknown): ReleaseStatus {
  return RELEASE_STATUSES.find((known) => known === status) ?? "unknown";
}

/** The newest revision of each release, keyed by `releaseKey`. */
export function latestRevisions(revisions: readonly RevisionSummary[]): ReadonlyMap<string, RevisionSummary> {
  const latest = new Map<string, RevisionSummary>();
  for (const revision of revisions) {
    const key = releaseKey(revision);
    const known = latest.get(key);
    if (known === undefined || known.revision < revision.revision) latest.set(key, revision);
  }
  return latest;
}

/** `namespace/release`: what makes a Helm release unique in a cluster. */
function releaseKey(identity: { readonly release: string; readonly namespace: string }): string {
  return `${identity.namespace}/${identity.release}`;
}

function unixSeconds(label: unknown): number | undefined {
  return typeof label === "string" && /^[0-9]{1,12}$/.test(label) ? Number(label) : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
