import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonValue } from "../support/json.ts";
import { type AddedField, addedFields } from "./added-fields.ts";
import { compareObject, type Leaf } from "./compare-object.ts";
import { type ManagedEntry, managedEntries, mergeTries } from "./field-trie.ts";
import type { FieldOwner, FindingCode } from "./finding.ts";
import type { Change } from "./forecast.ts";
import { isForeign, ownerOf, ownersAt } from "./owners.ts";
import { quantityNanos } from "./quantity.ts";
import { isBuiltIn, isServerDefault } from "./server-defaults.ts";

/**
 * What differs between a live object and what Helm applied, and whose doing it is.
 *
 * The API server records who wrote a field before admission changes it. So a value that differs while Helm owns the field
 * was changed by admission or respelled; a value that another writer owns was changed by that writer; a field that is gone
 * has no owner; and a field that a person's tool owns and the manifest does not name was added by hand.
 */
export interface ObjectDifference {
  readonly code: FindingCode;
  readonly severity: "drift" | "info";
  readonly change: Change;
  /** FieldsV1 elements. */
  readonly elements: readonly string[];
  readonly pointer: string;
  readonly expected?: JsonValue;
  readonly actual?: JsonValue;
  readonly owners: readonly FieldOwner[];
}

type Verdict = Pick<ObjectDifference, "code" | "severity" | "change">;

/** `expected`: as normaliseExpected gives it, with what Helm adds when it applies. */
export function objectDifferences(expected: KubernetesObject, live: KubernetesObject): readonly ObjectDifference[] {
  const entries = managedEntries(live);
  const owned = entries.length === 0 ? undefined : mergeTries(entries.map((entry) => entry.fields));
  const leaves = [...compareObject(expected, live, owned)];
  const changed = leaves.flatMap((leaf) => judged(leaf, { live, entries }));
  return [...changed, ...addedFields(live, entries, leaves).map(addition)];
}

/** Whether metadata alone shows that nobody but Helm ever wrote what the manifest says: then the content need not be read. */
export function isUntouched(expected: KubernetesObject, metadata: KubernetesObject): boolean {
  const entries = managedEntries(metadata);
  if (entries.length === 0) return false;
  const owned = mergeTries(entries.map((entry) => entry.fields));
  const assumed: KubernetesObject = { ...expected, metadata: metadata.metadata };
  const leaves = [...compareObject(expected, assumed, owned)];
  const helmOwns = leaves.every(
    (leaf) => leaf.state === "equal" && ownersAt(entries, leaf.elements).some((owner) => owner.kind === "helm"),
  );
  return helmOwns && entries.every((entry) => !isForeign(ownerOf(entry)));
}

function judged(
  leaf: Leaf,
  object: { readonly live: KubernetesObject; readonly entries: readonly ManagedEntry[] },
): readonly ObjectDifference[] {
  const owners = ownersAt(object.entries, leaf.elements);
  const verdict = judge(leaf, owners, object.live);
  if (verdict === undefined || (leaf.state === "equal" && wasGivenAsText(leaf, object.entries))) return [];
  return [
    {
      ...special(verdict, leaf, object.live),
      elements: leaf.elements,
      pointer: leaf.pointer,
      expected: leaf.expected,
      ...(leaf.actual !== undefined && { actual: leaf.actual }),
      owners: owners.filter((owner) => owner.kind !== "helm" || verdict.code === "OBJ013"),
    },
  ];
}

/**
 * Server-side apply books an entry that a Secret's manifest gives in `stringData` under that name and keeps it there, whatever
 * happens to `data`. So it proves nothing about a change, and whoever wrote the same value into `data` is no second owner.
 */
function wasGivenAsText(leaf: Leaf, entries: readonly ManagedEntry[]): boolean {
  const [field, ...entry] = leaf.elements;
  return field === "f:data" && ownersAt(entries, ["f:stringData", ...entry]).some((owner) => owner.kind === "helm");
}

const ADMISSION: Verdict = { code: "OBJ013", severity: "info", change: "none" };
const MOVED: Verdict = { code: "OBJ014", severity: "info", change: "none" };
const BY_OTHER: Verdict = { code: "OBJ002", severity: "drift", change: "changed-by-other" };
const REMOVED: Verdict = { code: "OBJ003", severity: "drift", change: "removed" };

function judge(leaf: Leaf, owners: readonly FieldOwner[], live: KubernetesObject): Verdict | undefined {
  const helm = owners.some((owner) => owner.kind === "helm");
  const foreign = !helm && owners.some((owner) => isForeign(owner));
  switch (leaf.state) {
    case "equal":
      return foreign ? MOVED : undefined;
    case "more":
      return foreign ? judgeMore(leaf, live) : undefined;
    case "changed":
      return helm ? ADMISSION : { ...BY_OTHER, change: owners.length > 0 ? "changed-by-other" : "changed-by-nobody" };
    case "removed":
      return helm || neverUpdated(leaf, live) ? ADMISSION : REMOVED;
  }
}

/** What the server fills into a list or map is no change of whoever wrote it last. */
function judgeMore({ expected, actual }: Leaf, live: KubernetesObject): Verdict {
  return onlyDefaultsMore(expected, actual ?? null, live.apiVersion) ? MOVED : BY_OTHER;
}

/** The first generation of a spec is the one that Helm created: what it lacks was never stored. */
function neverUpdated(leaf: Leaf, live: KubernetesObject): boolean {
  return leaf.elements[0] === "f:spec" && live.metadata["generation"] === 1;
}

function onlyDefaultsMore(expected: JsonValue, actual: JsonValue, apiVersion: string): boolean {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const items = actual as readonly JsonValue[];
    return (expected as readonly JsonValue[]).every((item, at) =>
      onlyDefaultsMore(item, items[at] ?? null, apiVersion),
    );
  }
  if (!isJsonObject(expected) || !isJsonObject(actual)) return true;
  return Object.entries(actual).every(([key, value]) => {
    const wanted = expected[key];
    if (wanted === undefined) return isBuiltIn(apiVersion) && isServerDefault(key, value);
    return onlyDefaultsMore(wanted, value, apiVersion);
  });
}

const OWNERSHIP_POINTERS = new Set([
  "/metadata/labels/app.kubernetes.io~1managed-by",
  "/metadata/annotations/meta.helm.sh~1release-name",
  "/metadata/annotations/meta.helm.sh~1release-namespace",
]);

function special(verdict: Verdict, leaf: Leaf, live: KubernetesObject): Verdict {
  if (verdict.severity === "info") return verdict;
  if (OWNERSHIP_POINTERS.has(leaf.pointer)) {
    // Another release's name there: taking it back would start a fight between two releases.
    const taken = leaf.state === "changed" && leaf.pointer.includes("/annotations/");
    return { ...verdict, code: "OBJ006", change: taken ? "cannot-be-undone" : verdict.change };
  }
  return wasExpanded(leaf, live) ? { ...verdict, change: "cannot-be-undone" } : verdict;
}

/** A volume claim can grow but not shrink. */
function wasExpanded(leaf: Leaf, live: KubernetesObject): boolean {
  if (live.kind !== "PersistentVolumeClaim" || leaf.pointer !== "/spec/resources/requests/storage") return false;
  const [expected, actual] = [leaf.expected, leaf.actual].map((value) =>
    typeof value === "string" || typeof value === "number" ? quantityNanos(value) : undefined,
  );
  return expected !== undefined && actual !== undefined && actual > expected;
}

function addition(field: AddedField): ObjectDifference {
  return {
    code: field.elements.at(-1)?.startsWith("f:") === true ? "OBJ004" : "OBJ005",
    severity: "drift",
    change: "added",
    elements: field.elements,
    pointer: field.pointer,
    actual: field.value,
    owners: field.owners,
  };
}
