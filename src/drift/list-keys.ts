import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { elementKeys } from "./field-path.ts";
import type { FieldTrie } from "./field-trie.ts";

/** Keys of the usual lists, for objects whose managedFields are gone. Candidates are tried in order. */
const KNOWN_KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  containers: [["name"]],
  initContainers: [["name"]],
  ephemeralContainers: [["name"]],
  env: [["name"]],
  volumes: [["name"]],
  volumeMounts: [["mountPath"]],
  volumeDevices: [["devicePath"]],
  imagePullSecrets: [["name"]],
  secrets: [["name"]],
  hostAliases: [["ip"]],
  webhooks: [["name"]],
  ports: [
    ["containerPort", "protocol"],
    ["port", "protocol"],
  ],
  topologySpreadConstraints: [["topologyKey", "whenUnsatisfiable"]],
};

export type ListShape =
  | { readonly kind: "keyed"; readonly keys: readonly string[] }
  | { readonly kind: "set" }
  | { readonly kind: "atomic" };

/** How elements of a list pair up: by what managedFields carries, else by what is known of the field's name, else as a whole. */
export function listShape(node: FieldTrie | undefined, field: string, expected: readonly JsonValue[]): ListShape {
  if (node === undefined) return knownShape(field, expected);
  for (const element of node.children.keys()) {
    if (element.startsWith("v:")) return { kind: "set" };
    const keys = elementKeys(element);
    if (keys !== undefined) return { kind: "keyed", keys: Object.keys(keys) };
  }
  return { kind: "atomic" };
}

/**
 * The live index of each expected element, -1 for those that are gone. A key that the manifest leaves to a default
 * (`protocol`) matches when one candidate is left.
 */
export function pairElements(
  expected: readonly JsonValue[],
  actual: readonly JsonValue[],
  keys: readonly string[],
): readonly number[] {
  const taken = new Set<number>();
  return expected.map((item) => {
    const candidates = actual.flatMap((live, index) =>
      !taken.has(index) && isJsonObject(item) && isJsonObject(live) && keysAgree(item, live, keys) ? [index] : [],
    );
    const complete = isJsonObject(item) && keys.every((key) => item[key] !== undefined);
    const index = candidates.length === 1 || complete ? (candidates[0] ?? -1) : -1;
    if (index !== -1) taken.add(index);
    return index;
  });
}

/** The element's name in managedFields, where its key order may be any. */
export function keyedElement(node: FieldTrie | undefined, item: JsonValue, keys: readonly string[]): string {
  const source = isJsonObject(item) ? item : {};
  for (const element of node?.children.keys() ?? []) {
    const known = elementKeys(element);
    if (known !== undefined && keys.every((key) => source[key] === undefined || source[key] === known[key])) {
      return element;
    }
  }
  const own = keys.flatMap((key) => (source[key] === undefined ? [] : [[key, source[key]] as const]));
  return `k:${JSON.stringify(Object.fromEntries(own))}`;
}

function knownShape(field: string, expected: readonly JsonValue[]): ListShape {
  for (const keys of KNOWN_KEYS[field] ?? []) {
    const first = keys[0] ?? "";
    if (expected.every((item) => isJsonObject(item) && item[first] !== undefined)) return { kind: "keyed", keys };
  }
  return { kind: "atomic" };
}

function keysAgree(item: JsonObject, live: JsonObject, keys: readonly string[]): boolean {
  return keys.every((key) => item[key] === undefined || item[key] === live[key]);
}
