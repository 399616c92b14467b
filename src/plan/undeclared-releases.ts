import type { Cluster } from "../manifest/environment.ts";
import type { RevisionSummary } from "../release/release-record.ts";
import { latestRevision } from "./classify-release.ts";

/**
 * Newest revisions of releases that carry this environment's marks and that no enabled add-on of the cluster declares, newest
 * first: the reverse of the order in which they were last made.
 */
export function undeclaredReleases(
  { environment, cluster }: { readonly environment: string; readonly cluster: Cluster },
  revisions: readonly RevisionSummary[],
): readonly RevisionSummary[] {
  const declared = new Set(cluster.addons.map(key));
  const groups = Map.groupBy(revisions, key);
  return [...groups]
    .filter(([release]) => !declared.has(release))
    .map(([, group]) => latestRevision(group))
    .filter((latest) => latest !== undefined)
    .filter((latest) => latest.marks.environment === environment && latest.status !== "uninstalled")
    .sort((left, right) => (right.modifiedAt ?? 0) - (left.modifiedAt ?? 0) || (key(left) < key(right) ? 1 : -1));
}

function key({ namespace, release }: { readonly namespace: string; readonly release: string }): string {
  return `${namespace}/${release}`;
}
