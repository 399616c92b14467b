import type { JsonPatchOperation, KubernetesObject, ObjectRef } from "../outside/kubernetes/kubernetes.ts";
import type { ReleaseRecord } from "../release/release-record.ts";
import { expectedObjects, type ExpectedObject } from "./expected-objects.ts";
import type { JsonValue } from "../support/json.ts";
import { elementKeys, escapePointer, fieldText } from "./field-path.ts";
import { isHelmUpdate } from "./disown-patch.ts";
import type { Finding } from "./finding.ts";
import { findingId, objectText } from "./make-finding.ts";
import { type ObjectDifference, objectDifferences } from "./object-differences.ts";
import { identify } from "./object-findings.ts";

/**
 * The writes that bring live objects back to what a release record says, without Helm.
 *
 * Field manager is `helm` throughout, so that a later `helm upgrade` finds its fields owned by itself. Releases applied
 * server-side are applied again, which takes back changed and removed fields whoever owns them; what was added by hand
 * is removed by a JSON patch, because an apply leaves what it does not name. Releases applied client-side are patched field by
 * field. A patch tests what it was computed from, and is refused (KUBE-INVALID) when that has changed since.
 */
export type Write = WriteTarget &
  (
    | { readonly kind: "apply"; readonly object: KubernetesObject }
    | { readonly kind: "create"; readonly object: KubernetesObject }
    | {
        readonly kind: "patch-json";
        readonly patch: readonly JsonPatchOperation[];
        /** `disown`: send disownPatch of the answer too. */
        readonly afterwards: "done" | "disown";
      }
  );

interface WriteTarget {
  readonly ref: ObjectRef;
  readonly fieldManager: "helm";
  /** For people: `Deployment web/web: set spec.replicas, remove spec.template.spec.hostAliases`. Holds no values. */
  readonly sentence: string;
}

/** An object as just read: its place and what is there; no object means it is gone. */
export interface LiveObject {
  readonly ref: ObjectRef;
  readonly object?: KubernetesObject;
}

/**
 * `findings` are those that the plan showed: nothing else is touched, and fields added since stay. `live` is read right before.
 * An object that is not in `live` is left alone. Writes to one object stand in the order in which they must be sent;
 * an apply carries no resourceVersion, so it does not depend on the patch before it.
 */
export function repairWrites(
  record: ReleaseRecord,
  findings: readonly Finding[],
  live: readonly LiveObject[],
): readonly Write[] {
  const wanted = findings.filter((finding) => finding.severity === "drift" && canRepair(finding));
  return repairTargets(
    record,
    wanted,
    live.map((one) => one.ref),
  ).flatMap(({ target, findings: ofObject }) => {
    const found = live.find((one) => sameRef(one.ref, target.ref));
    if (found === undefined) return [];
    if (found.object === undefined) return ofObject.some(isDeleted) ? [createAgain(record, target)] : [];
    return bringBack({ record, target, live: found.object, findings: ofObject });
  });
}

/** Places of all objects that repair has to read. */
export function repairRefs(
  findings: readonly Finding[],
  resources: readonly ObjectRef["resource"][],
): readonly ObjectRef[] {
  const refs = findings.flatMap(({ severity, forecast, object }) => {
    if (severity !== "drift" || object === undefined || !canRepair({ forecast })) return [];
    const resource = resources.find((one) => one.kind === object.kind && one.apiVersion === object.apiVersion);
    if (resource === undefined) return [];
    return [{ resource, name: object.name, ...(object.namespace !== undefined && { namespace: object.namespace }) }];
  });
  return refs.filter((ref, index) => refs.findIndex((one) => sameRef(one, ref)) === index);
}

interface Target extends ExpectedObject {
  readonly ref: ObjectRef;
}

function repairTargets(record: ReleaseRecord, findings: readonly Finding[], refs: readonly ObjectRef[]) {
  const resources = refs.map((ref) => ref.resource);
  return expectedObjects(record, resources).flatMap((expected) => {
    const { ref } = expected;
    if (ref === undefined) return [];
    const name = objectText(identify(expected.expected));
    const ofObject = findings.filter((one) => one.object !== undefined && objectText(one.object) === name);
    return ofObject.length === 0 ? [] : [{ target: { ...expected, ref }, findings: ofObject }];
  });
}

function canRepair({ forecast }: Pick<Finding, "forecast">): boolean {
  return forecast.repair === "reverts" || forecast.repair === "recreates";
}

function isDeleted(finding: Finding): boolean {
  return finding.code === "OBJ001";
}

function createAgain(record: ReleaseRecord, { applied, ref }: Target): Write {
  const sentence = `${objectText(identify(applied))}: create it again`;
  return {
    kind: record.applyMethod === "ssa" ? "apply" : "create",
    ref,
    fieldManager: "helm",
    sentence,
    object: applied,
  };
}

interface Repair {
  readonly record: ReleaseRecord;
  readonly target: Target;
  readonly live: KubernetesObject;
  readonly findings: readonly Finding[];
}

function bringBack(repair: Repair): readonly Write[] {
  const { record, target, live, findings } = repair;
  if (live.metadata["deletionTimestamp"] !== undefined) return [];
  const shown = new Set(findings.map((finding) => finding.id));
  const object = identify(target.expected);
  const differences = objectDifferences(target.expected, live).filter(({ code, elements }) =>
    shown.has(findingId(record, { code, object }, fieldText(elements))),
  );
  if (differences.length === 0) return [];
  if (record.applyMethod === "csa") return [patchWrite(repair, differences)];
  const added = differences.filter((difference) => difference.change === "added");
  const other = differences.filter((difference) => difference.change !== "added");
  return [
    ...(added.length === 0 ? [] : [patchWrite(repair, added)]),
    ...(other.length === 0 ? [] : [applyWrite(target, other)]),
  ];
}

function applyWrite({ applied, ref }: Target, differences: readonly ObjectDifference[]): Write {
  return { kind: "apply", ref, fieldManager: "helm", sentence: sentenceOf(applied, differences), object: applied };
}

function patchWrite(
  { record, target: { applied, ref }, live }: Repair,
  differences: readonly ObjectDifference[],
): Write {
  const removals = differences.filter((difference) => difference.change === "added");
  const patch: readonly JsonPatchOperation[] = [
    { op: "test", path: "/metadata/uid", value: live.metadata["uid"] ?? "" },
    ...guards(differences),
    ...labelMaps(live, differences),
    ...differences.flatMap((difference) => setOperation(difference)),
    ...lastFirst(removals.map(({ pointer }) => pointer)).map((path) => ({ op: "remove" as const, path })),
  ];
  const entries = live.metadata["managedFields"];
  // Helm 4.0 made objects by Update: there that entry is the release's own.
  const updatesBefore = Array.isArray(entries) && (entries as readonly JsonValue[]).some(isHelmUpdate);
  const afterwards = record.applyMethod === "ssa" && !updatesBefore ? "disown" : "done";
  const sentence = sentenceOf(applied, differences);
  return { kind: "patch-json", ref, fieldManager: "helm", sentence, patch, afterwards };
}

/** List elements are where they were read, and hold what was read: a busy object's resourceVersion would be too much to ask. */
function guards(differences: readonly ObjectDifference[]): readonly JsonPatchOperation[] {
  const values = new Map<string, JsonValue>();
  for (const { elements, pointer, actual } of differences) {
    const segments = pointer.split("/");
    const inside = actual === undefined ? elements.slice(0, -1) : elements;
    for (const [depth, element] of inside.entries()) {
      const at = segments.slice(0, depth + 2).join("/");
      for (const [key, value] of Object.entries(elementKeys(element) ?? {}))
        values.set(`${at}/${escapePointer(key)}`, value);
    }
    if (actual !== undefined) values.set(pointer, actual);
  }
  return [...values].map(([path, value]) => ({ op: "test", path, value }));
}

/** A patch cannot add a label where there is no map of labels. */
function labelMaps(live: KubernetesObject, differences: readonly ObjectDifference[]): readonly JsonPatchOperation[] {
  return ["labels", "annotations"]
    .filter((part) => live.metadata[part] === undefined)
    .map((part) => `/metadata/${part}`)
    .filter((path) => differences.some(({ pointer }) => pointer.startsWith(`${path}/`)))
    .map((path) => ({ op: "add", path, value: {} }));
}

/** Appending does not move other elements, so these come before the removals. */
function setOperation({ expected, change, elements, pointer }: ObjectDifference): readonly JsonPatchOperation[] {
  if (change === "added" || expected === undefined) return [];
  if (change !== "removed") return [{ op: "replace", path: pointer, value: expected }];
  const element = elements.at(-1)?.startsWith("f:") === false;
  return [{ op: "add", path: element ? pointer.replace(/[^/]*$/, "-") : pointer, value: expected }];
}

/** Of two elements of one list, the later one goes first, or it would have moved. */
function lastFirst(pointers: readonly string[]): readonly string[] {
  return pointers.toSorted((left, right) => comparePointers(right, left));
}

function comparePointers(left: string, right: string): number {
  const [lefts, rights] = [left.split("/"), right.split("/")];
  const at = lefts.findIndex((segment, index) => segment !== rights[index]);
  const [one = "", other = ""] = [lefts[at], rights[at]];
  if (/^\d+$/.test(one) && /^\d+$/.test(other)) return Number(one) - Number(other);
  return one < other ? -1 : 1;
}

function sentenceOf(object: KubernetesObject, differences: readonly ObjectDifference[]): string {
  const said = differences.map(
    ({ change, elements }) => `${change === "added" ? "remove" : "set"} ${fieldText(elements)}`,
  );
  return `${objectText(identify(object))}: ${said.join(", ")}`;
}

function sameRef(left: ObjectRef, right: ObjectRef): boolean {
  return (
    left.name === right.name &&
    left.namespace === right.namespace &&
    left.resource.plural === right.resource.plural &&
    left.resource.apiVersion === right.resource.apiVersion
  );
}
