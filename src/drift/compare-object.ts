import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { escapePointer } from "./field-path.ts";
import type { FieldTrie } from "./field-trie.ts";
import { keyedElement, listShape, pairElements } from "./list-keys.ts";
import { isEmptyValue, meansAbsent, sameMeaning, saysAll } from "./normalise.ts";

/**
 * Walks what a manifest says about an object along what the live object has.
 *
 * Lists pair up by the keys that managedFields itself carries, so custom resources need no schema; what managedFields
 * knows as one leaf (atomic lists and maps) is compared as a whole. A missing map or element is one leaf, not many.
 */
export interface Leaf {
  /** FieldsV1 elements. */
  readonly elements: readonly string[];
  /** Into the live object; for what is gone, where it would be by the manifest. */
  readonly pointer: string;
  readonly expected: JsonValue;
  /** Absent when the live object has nothing there. */
  readonly actual?: JsonValue;
  /** `more`: an atomic list or map says all that is expected and holds further fields, by default or by hand. */
  readonly state: "equal" | "more" | "changed" | "removed";
}

interface Place {
  readonly node: FieldTrie | undefined;
  readonly elements: readonly string[];
  readonly pointer: string;
  /** Field names without list elements. */
  readonly names: readonly string[];
}

const NOT_COMPARED = new Set(["apiVersion", "kind", "metadata", "status"]);

/** `owned` is the union of all writers' fields; `undefined` when the server does not know any. */
export function* compareObject(
  expected: KubernetesObject,
  live: KubernetesObject,
  owned: FieldTrie | undefined,
): Generator<Leaf> {
  const root: Place = { node: owned, elements: [], pointer: "", names: [] };
  const metadata = inField(root, "metadata");
  for (const part of ["labels", "annotations"]) {
    yield* compareNode(expected.metadata[part] ?? null, live.metadata[part] ?? {}, inField(metadata, part));
  }
  for (const field of Object.keys(expected)) {
    if (NOT_COMPARED.has(field) || isAggregated(expected, field)) continue;
    yield* compareNode(expected[field] ?? null, live[field], inField(root, field));
  }
}

/** A controller fills the rules of an aggregated ClusterRole; what the manifest says there is overwritten by design. */
function isAggregated(expected: KubernetesObject, field: string): boolean {
  return expected.kind === "ClusterRole" && field === "rules" && !isEmptyValue(expected["aggregationRule"]);
}

function* compareNode(expected: JsonValue, actual: JsonValue | undefined, at: Place): Generator<Leaf> {
  if (isEmptyValue(expected)) return;
  if (actual === undefined || actual === null) {
    yield leafOf(at, meansAbsent(expected, at.names) ? "equal" : "removed", { expected });
  } else if (Array.isArray(expected)) yield* compareList(expected as readonly JsonValue[], actual, at);
  else if (isJsonObject(expected)) yield* compareMap(expected, actual, at);
  else yield leafOf(at, sameMeaning(expected, actual, at.names) ? "equal" : "changed", { expected, actual });
}

function* compareMap(expected: JsonObject, actual: JsonValue, at: Place): Generator<Leaf> {
  if (!isJsonObject(actual) || isAtomic(at.node)) {
    yield wholeLeaf(expected, actual, at);
    return;
  }
  for (const key of Object.keys(expected)) {
    yield* compareNode(expected[key] ?? null, actual[key], inField(at, key));
  }
}

function* compareList(expected: readonly JsonValue[], actual: JsonValue, at: Place): Generator<Leaf> {
  const shape = listShape(at.node, at.names.at(-1) ?? "", expected);
  if (!Array.isArray(actual) || shape.kind === "atomic") {
    yield wholeLeaf(expected, actual, at);
    return;
  }
  const items = actual as readonly JsonValue[];
  if (shape.kind === "set") yield* compareSet(expected, items, at);
  else yield* compareKeyed({ expected, actual: items, keys: shape.keys }, at);
}

function* compareKeyed(
  lists: {
    readonly expected: readonly JsonValue[];
    readonly actual: readonly JsonValue[];
    readonly keys: readonly string[];
  },
  at: Place,
): Generator<Leaf> {
  const pairs = pairElements(lists.expected, lists.actual, lists.keys);
  for (const [position, item] of lists.expected.entries()) {
    const index = pairs[position] ?? -1;
    const element = keyedElement(at.node, index === -1 ? item : (lists.actual[index] ?? item), lists.keys);
    const place = inElement(at, element, index === -1 ? position : index);
    yield* compareNode(item, lists.actual[index], place);
  }
}

function* compareSet(expected: readonly JsonValue[], actual: readonly JsonValue[], at: Place): Generator<Leaf> {
  for (const [position, item] of expected.entries()) {
    const text = JSON.stringify(item);
    const index = actual.findIndex((live) => JSON.stringify(live) === text);
    const place = inElement(at, `v:${text}`, index === -1 ? position : index);
    yield index === -1
      ? leafOf(place, "removed", { expected: item })
      : leafOf(place, "equal", { expected: item, actual: item });
  }
}

function wholeLeaf(expected: JsonValue, actual: JsonValue, at: Place): Leaf {
  const values = { expected, actual };
  if (sameMeaning(expected, actual, at.names)) return leafOf(at, "equal", values);
  return leafOf(at, saysAll(expected, actual, at.names) ? "more" : "changed", values);
}

function isAtomic(node: FieldTrie | undefined): boolean {
  return node !== undefined && node.owned && node.children.size === 0;
}

function inField(at: Place, name: string): Place {
  return {
    node: at.node?.children.get(`f:${name}`),
    elements: [...at.elements, `f:${name}`],
    pointer: `${at.pointer}/${escapePointer(name)}`,
    names: [...at.names, name],
  };
}

function inElement(at: Place, element: string, index: number): Place {
  return {
    node: at.node?.children.get(element),
    elements: [...at.elements, element],
    pointer: `${at.pointer}/${index}`,
    names: at.names,
  };
}

function leafOf(at: Place, state: Leaf["state"], values: { expected: JsonValue; actual?: JsonValue }): Leaf {
  return { elements: at.elements, pointer: at.pointer, state, ...values };
}
