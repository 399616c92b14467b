import type { KubernetesObject, ObjectRef, Resource } from "../outside/kubernetes/kubernetes.ts";
import { completeObject } from "../release/complete-object.ts";
import { parseManifest } from "../release/parse-manifest.ts";
import type { ReleaseRecord } from "../release/release-record.ts";
import { normaliseExpected } from "./normalise.ts";

/** An object of a release: as the record has it, as it should be found, and where. */
export interface ExpectedObject {
  /** As Helm sends it. */
  readonly applied: KubernetesObject;
  /** As the API server stores it, for comparing. */
  readonly expected: KubernetesObject;
  /** Absent when the cluster serves no such kind. */
  readonly ref?: ObjectRef;
}

/** The objects that Helm applied for a record; throws AddonsError RELEASE-MANIFEST. Hooks are not among them. */
export function expectedObjects(
  record: Pick<ReleaseRecord, "release" | "namespace" | "manifest">,
  resources: readonly Resource[],
): readonly ExpectedObject[] {
  return parseManifest(record.manifest)
    .filter((object) => typeof object.metadata?.name === "string" && object.metadata.name !== "")
    .map((object) => expectedObject(object, record, resources));
}

function expectedObject(
  object: KubernetesObject,
  record: Pick<ReleaseRecord, "release" | "namespace">,
  resources: readonly Resource[],
): ExpectedObject {
  const resource = servedResource(object, resources);
  const scope = resource === undefined || resource.namespaced ? "namespaced" : "cluster";
  const applied = completeObject(object, { ...record, scope });
  const expected = normaliseExpected(applied);
  if (resource === undefined) return { applied, expected };
  const namespace = applied.metadata["namespace"];
  const inside = resource.namespaced && typeof namespace === "string" ? { namespace } : {};
  return { applied, expected, ref: { resource, ...inside, name: applied.metadata.name } };
}

function servedResource(object: KubernetesObject, resources: readonly Resource[]): Resource | undefined {
  return resources.find((one) => one.kind === object.kind && one.apiVersion === object.apiVersion);
}
