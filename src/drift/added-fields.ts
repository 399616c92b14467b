import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import type { JsonValue } from "../support/json.ts";
import type { Leaf } from "./compare-object.ts";
import { resolveField } from "./field-path.ts";
import { type ManagedEntry, ownedPaths, trieAt } from "./field-trie.ts";
import type { FieldOwner } from "./finding.ts";
import { classifyManager, isForeign, ownerOf, ownersBelow } from "./owners.ts";
import { isBuiltIn, isServerDefault } from "./server-defaults.ts";

/** Something a live object has beyond its manifest, because a person or an unknown tool put it there. */
export interface AddedField {
  /** FieldsV1 elements of the highest new node: a whole new container is one addition. */
  readonly elements: readonly string[];
  readonly pointer: string;
  readonly value: JsonValue;
  readonly owners: readonly FieldOwner[];
}

/** Owner of all that an object had when its tracking began: whose doing it was is not known. */
const BEFORE_TRACKING = "before-first-apply";

/** `leaves`: everything the manifest says about the object, as compared. */
export function addedFields(
  live: KubernetesObject,
  entries: readonly ManagedEntry[],
  leaves: readonly Leaf[],
): readonly AddedField[] {
  const expected = expectedPaths(leaves);
  const added = new Map<string, AddedField>();
  for (const entry of entries.filter((one) => one.manager !== BEFORE_TRACKING && isForeign(ownerOf(one)))) {
    for (const path of ownedPaths(entry.fields)) {
      const elements = isContent(path) ? highestNew(expected, path) : undefined;
      const key = JSON.stringify(elements);
      if (elements === undefined || added.has(key) || helmHas(entries, path)) continue;
      const field = addedField(live, entries, elements);
      if (field !== undefined) added.set(key, field);
    }
  }
  return [...added.values()];
}

/** Every prefix of an expected path, and whether the manifest goes no deeper there. */
type ExpectedPaths = ReadonlyMap<string, "inside" | "end">;

function expectedPaths(leaves: readonly Leaf[]): ExpectedPaths {
  const paths = new Map<string, "inside" | "end">();
  for (const leaf of leaves) {
    for (let depth = 1; depth < leaf.elements.length; depth++) {
      paths.set(JSON.stringify(leaf.elements.slice(0, depth)), "inside");
    }
    paths.set(JSON.stringify(leaf.elements), "end");
  }
  return paths;
}

/** Of metadata, only labels and annotations are anybody's business. */
function isContent(path: readonly string[]): boolean {
  return path[0] !== "f:metadata" || ((path[1] === "f:labels" || path[1] === "f:annotations") && path.length > 2);
}

function highestNew(expected: ExpectedPaths, path: readonly string[]): readonly string[] | undefined {
  for (let depth = 1; depth <= path.length; depth++) {
    const prefix = path.slice(0, depth);
    const known = expected.get(JSON.stringify(prefix));
    if (known === "end") return undefined;
    if (known === undefined && !isLabelMap(prefix)) return prefix;
  }
  return undefined;
}

/** Labels and annotations are told one by one: a map of them has no meaning of its own. */
function isLabelMap(path: readonly string[]): boolean {
  const [above, last] = path.slice(-2);
  return last === "f:metadata" || (above === "f:metadata" && (last === "f:labels" || last === "f:annotations"));
}

/** What an earlier write of the release set is no addition, though the manifest no longer names it (a default, mostly). */
function helmHas(entries: readonly ManagedEntry[], path: readonly string[]): boolean {
  return entries.some(
    (entry) => classifyManager(entry.manager) === "helm" && trieAt(entry.fields, path)?.owned === true,
  );
}

function addedField(
  live: KubernetesObject,
  entries: readonly ManagedEntry[],
  elements: readonly string[],
): AddedField | undefined {
  const found = resolveField(live, elements);
  // An entry written in another API version may name fields that this one does not have.
  if (found === undefined) return undefined;
  if (isBuiltIn(live.apiVersion) && mayBeDefault(elements) && isServerDefault(lastField(elements), found.value)) {
    return undefined;
  }
  const owners = ownersBelow(entries, elements).filter((owner) => isForeign(owner));
  return { elements, pointer: found.pointer, value: found.value, owners };
}

/** Defaults are found by the field's name; keys of labels and data are anybody's words. */
function mayBeDefault(elements: readonly string[]): boolean {
  return !["f:metadata", "f:data", "f:binaryData"].includes(elements[0] ?? "");
}

function lastField(elements: readonly string[]): string {
  const last = elements.at(-1) ?? "";
  return last.startsWith("f:") ? last.slice(2) : "";
}
