import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";

/**
 * The set of fields that one writer of an object owns, as `metadata.managedFields` tells it (FieldsV1).
 *
 * Edges are the path elements as they stand there: `f:NAME` (field), `k:{…}` (list element by its keys), `v:…`
 * (element of a set). `owned` marks the node itself (`{}` or `.`). A node that is owned and has no children is a leaf:
 * a scalar, or a list or map that is replaced as a whole.
 */
export interface FieldTrie {
  readonly owned: boolean;
  readonly children: ReadonlyMap<string, FieldTrie>;
}

/** One writer of an object: an entry of managedFields, entries and fields of the status left out. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource?: string;
  /** ISO time of the manager's last change. */
  readonly time?: string;
  readonly fields: FieldTrie;
}

function fieldTrie(fields: JsonObject): FieldTrie {
  const names = Object.keys(fields);
  const children = new Map<string, FieldTrie>();
  for (const name of names) {
    const below = fields[name];
    if (name !== "." && isJsonObject(below)) children.set(name, fieldTrie(below));
  }
  return { owned: names.length === 0 || names.includes("."), children };
}

/** The writers of an object's metadata and content; empty when the server does not know (cleared, or never tracked). */
export function managedEntries(object: KubernetesObject): readonly ManagedEntry[] {
  const entries = object.metadata["managedFields"];
  if (!Array.isArray(entries)) return [];
  return (entries as readonly JsonValue[]).flatMap((entry) => managedEntry(entry));
}

export function mergeTries(tries: readonly FieldTrie[]): FieldTrie {
  if (tries.length === 1 && tries[0] !== undefined) return tries[0];
  const names = new Set(tries.flatMap((trie) => [...trie.children.keys()]));
  const children = new Map<string, FieldTrie>();
  for (const name of names) {
    children.set(name, mergeTries(tries.flatMap((trie) => trie.children.get(name) ?? [])));
  }
  return { owned: tries.some((trie) => trie.owned), children };
}

export function trieAt(trie: FieldTrie, elements: readonly string[]): FieldTrie | undefined {
  let node: FieldTrie | undefined = trie;
  for (const element of elements) node = node?.children.get(element);
  return node;
}

/** Every owned node, as paths of elements, in the order of the entry. */
export function* ownedPaths(trie: FieldTrie, above: readonly string[] = []): Generator<readonly string[]> {
  if (trie.owned && above.length > 0) yield above;
  for (const [element, below] of trie.children) yield* ownedPaths(below, [...above, element]);
}

function managedEntry(entry: JsonValue): readonly ManagedEntry[] {
  if (!isJsonObject(entry) || entry["subresource"] === "status") return [];
  const { manager, operation, subresource, time, fieldsV1 } = entry as Readonly<Record<string, JsonValue | undefined>>;
  if (!isJsonObject(fieldsV1)) return [];
  const { "f:status": _status, ...content } = fieldsV1;
  if (Object.keys(content).length === 0) return [];
  return [
    {
      manager: typeof manager === "string" ? manager : "unknown",
      operation: operation === "Apply" ? "Apply" : "Update",
      ...(typeof subresource === "string" && subresource !== "" && { subresource }),
      ...(typeof time === "string" && { time }),
      fields: fieldTrie(content),
    },
  ];
}
