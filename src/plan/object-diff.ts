import { stringify } from "yaml";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import type { ObjectIdentity } from "../drift/finding.ts";
import { isJsonObject, jsonEqual, type JsonObject, type JsonValue } from "../support/json.ts";
import { lineDiff, type DiffLine } from "../support/line-diff.ts";

/** How one rendered object differs from the one of the release record. */
export interface ObjectDiff {
  readonly object: ObjectIdentity;
  readonly change: "added" | "removed" | "changed";
  readonly lines: readonly DiffLine[];
}

/** Objects that differ, matched by kind, namespace and name, sorted; equal ones are left out and secret data is never shown. */
export function objectDiffs(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  namespace: string,
): readonly ObjectDiff[] {
  const old = byIdentity(before, namespace);
  const fresh = byIdentity(after, namespace);
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .sort()
    .map((key) => objectDiff(old.get(key), fresh.get(key)))
    .filter((diff) => diff !== undefined);
}

function byIdentity(objects: readonly KubernetesObject[], namespace: string): Map<string, KubernetesObject> {
  return new Map(
    objects.map((object) => {
      const own = object.metadata["namespace"];
      const place = typeof own === "string" && own !== "" ? own : namespace;
      return [`${object.kind}/${place}/${object.metadata.name}/${object.apiVersion.replace(/\/?[^/]*$/, "")}`, object];
    }),
  );
}

function objectDiff(before: KubernetesObject | undefined, after: KubernetesObject | undefined): ObjectDiff | undefined {
  const shown = after ?? before;
  if (shown === undefined || (before !== undefined && after !== undefined && jsonEqual(before, after)))
    return undefined;
  const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  const lines = lineDiff(text(before, after, "old"), text(after, before, "new"));
  return { object: identity(shown), change, lines };
}

function identity({ apiVersion, kind, metadata }: KubernetesObject): ObjectIdentity {
  const { namespace, name } = metadata;
  return { apiVersion, kind, name, ...(typeof namespace === "string" && namespace !== "" && { namespace }) };
}

type Side = "old" | "new";

/** Canonical YAML: keys sorted, secret data as a mark. */
function text(object: KubernetesObject | undefined, other: KubernetesObject | undefined, side: Side): string {
  if (object === undefined) return "";
  const isSecret = object.kind === "Secret" && object.apiVersion === "v1";
  const shown = isSecret ? maskData(object, other, side) : object;
  return stringify(shown, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

function maskData(secret: KubernetesObject, other: KubernetesObject | undefined, side: Side): JsonObject {
  const masked: Record<string, JsonValue> = { ...secret };
  for (const key of ["data", "stringData"]) {
    const data = secret[key];
    if (isJsonObject(data)) masked[key] = Object.fromEntries(maskEntries(data, other?.[key], side));
  }
  return masked;
}

/** Tells whether a value is that of the other side, and nothing else about it. */
function maskEntries(
  data: JsonObject,
  others: JsonValue | undefined,
  side: Side,
): readonly (readonly [string, string])[] {
  return Object.entries(data).map(([key, value]) => {
    const counterpart = isJsonObject(others) ? others[key] : undefined;
    return [key, counterpart === undefined || jsonEqual(value, counterpart) ? "(hidden)" : `(hidden, ${side})`];
  });
}
