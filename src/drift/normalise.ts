import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import { quantityNanos } from "./quantity.ts";

/** Spelling that the API server is free to change, so that only meaning is compared. */

/** Under these fields the API server rewrites quantities (`1000m` to `1`); custom resources use the same names. */
const QUANTITY_MAPS = new Set(["limits", "requests", "overhead", "hard", "capacity", "allocatable", "min", "max"]);
const QUANTITY_FIELDS = new Set([
  "storage",
  "sizeLimit",
  "averageValue",
  "divisor",
  "cpu",
  "memory",
  "maxLimitRequestRatio",
]);

/** The manifest's object as the API server stores it: `stringData` of a Secret becomes `data`, the status is left out. */
export function normaliseExpected(object: KubernetesObject): KubernetesObject {
  const { status: _status, stringData, ...content } = object as KubernetesObject & Readonly<Record<string, JsonValue>>;
  if (!isSecret(object)) return stringData === undefined ? content : { ...content, stringData };
  if (!isJsonObject(stringData)) return content;
  const encoded = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(typeof text === "string" ? text : "").toString("base64"),
  ]);
  const data = isJsonObject(content["data"]) ? content["data"] : {};
  return { ...content, data: { ...data, ...Object.fromEntries(encoded) } };
}

export function isSecret(object: { readonly apiVersion: string; readonly kind: string }): boolean {
  return object.kind === "Secret" && object.apiVersion === "v1";
}

/** null, {} and [] say nothing: the server stores them or not as it likes. An empty element in a list does say something. */
export function isEmptyValue(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every((below) => isEmptyValue(below));
}

/** Fields whose false or 0 the API server does not store, because that is what their absence means. */
const ZERO_IS_ABSENT = new Set(
  (
    "hostNetwork hostPID hostIPC stdin stdinOnce tty readOnly paused unschedulable publishNotReadyAddresses " +
    "globalDefault insecureSkipTLSVerify " +
    "preserveUnknownFields deprecated nullable uniqueItems exclusiveMinimum exclusiveMaximum " +
    "x-kubernetes-embedded-resource x-kubernetes-int-or-string " +
    "minReadySeconds initialDelaySeconds hostPort nodePort healthCheckNodePort"
  ).split(" "),
);

/** What is expected is the same as nothing being there. */
export function meansAbsent(expected: JsonValue, path: readonly string[]): boolean {
  if (isEmptyValue(expected)) return true;
  // Entries of ConfigMaps, labels and annotations are stored even when empty.
  if (expected === "") return !["data", "binaryData", "labels", "annotations"].includes(path.at(-2) ?? "");
  return (expected === false || expected === 0) && ZERO_IS_ABSENT.has(path.at(-1) ?? "");
}

/** Same meaning; `path` holds the field names that lead there, for what is a quantity by its place. */
export function sameMeaning(expected: JsonValue, actual: JsonValue, path: readonly string[]): boolean {
  if (expected === actual) return true;
  if (meansAbsent(expected, path) && isEmptyValue(actual)) return true;
  if (Array.isArray(expected) || Array.isArray(actual)) return sameList(expected, actual, path);
  if (isJsonObject(expected) && isJsonObject(actual)) return sameMap(expected, actual, path);
  return isScalarText(expected) && isScalarText(actual) && sameScalar(expected, actual, path);
}

/**
 * `actual` says everything that `expected` says. Used for lists and maps that are replaced as a whole, in which the server
 * fills in defaults: elements pair up by position, maps may hold more.
 */
export function saysAll(expected: JsonValue, actual: JsonValue | undefined, path: readonly string[]): boolean {
  if (isEmptyValue(expected)) return true;
  if (actual === undefined || actual === null) return meansAbsent(expected, path);
  if (Array.isArray(expected)) {
    const wanted = expected as readonly JsonValue[];
    const found = Array.isArray(actual) ? (actual as readonly JsonValue[]) : [];
    return wanted.length === found.length && wanted.every((item, index) => saysAll(item, found[index], path));
  }
  if (isJsonObject(expected) && isJsonObject(actual)) {
    return Object.keys(expected).every((key) => saysAll(expected[key] ?? null, actual[key], [...path, key]));
  }
  return sameMeaning(expected, actual, path);
}

function sameList(expected: JsonValue, actual: JsonValue, path: readonly string[]): boolean {
  if (!Array.isArray(expected) || !Array.isArray(actual) || expected.length !== actual.length) return false;
  return (expected as readonly JsonValue[]).every((item, index) =>
    sameMeaning(item, (actual as readonly JsonValue[])[index] ?? null, path),
  );
}

function sameMap(expected: JsonObject, actual: JsonObject, path: readonly string[]): boolean {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].every((key) => sameMeaning(expected[key] ?? null, actual[key] ?? null, [...path, key]));
}

function isScalarText(value: JsonValue): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** `80` and `"80"` stay different: a port by number is not a port by name. */
function sameScalar(expected: string | number, actual: string | number, path: readonly string[]): boolean {
  if (isQuantityPlace(path)) {
    const wanted = quantityNanos(expected);
    return wanted !== undefined && wanted === quantityNanos(actual);
  }
  if (typeof expected !== "string" || typeof actual !== "string") return false;
  const wanted = durationNanos(expected);
  return wanted !== undefined && wanted === durationNanos(actual);
}

function isQuantityPlace(path: readonly string[]): boolean {
  return QUANTITY_FIELDS.has(path.at(-1) ?? "") || QUANTITY_MAPS.has(path.at(-2) ?? "");
}

const DURATION_UNITS: Readonly<Record<string, number>> = {
  h: 3_600e9,
  m: 60e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  µs: 1e3,
  ns: 1,
};

/** Go durations: `1h` is `1h0m0s`. */
function durationNanos(text: string): number | undefined {
  if (!/^[+-]?(?:\d+(?:\.\d+)?(?:h|ms|us|µs|ns|m|s))+$/.test(text)) return undefined;
  let nanos = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g)) {
    nanos += Number(amount) * (DURATION_UNITS[unit ?? ""] ?? 0);
  }
  return text.startsWith("-") ? -nanos : nanos;
}
