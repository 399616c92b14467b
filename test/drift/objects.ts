import type { KubernetesObject } from "../../src/outside/kubernetes/kubernetes.ts";
import type { ObjectDifference } from "../../src/drift/object-differences.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";

const TIME = "2026-11-20T10:00:00Z";

/** An entry of managedFields as the API server writes it. `writer`: `manager`, `manager/Apply` or `manager/Update/subresource`. */
export function managed(writer: string, fieldsV1: JsonObject): JsonObject {
  const [manager = "", operation = "Update", subresource] = writer.split("/");
  return {
    manager,
    operation,
    apiVersion: "apps/v1",
    time: TIME,
    fieldsType: "FieldsV1",
    fieldsV1,
    ...(subresource !== undefined && { subresource }),
  };
}

/** An object of any kind, `apps/v1 Deployment web`, with its content and its writers. */
export function object(text: string, content: JsonObject, managedFields: readonly JsonObject[] = []): KubernetesObject {
  const [apiVersion = "", kind = "", name = ""] = text.split(" ");
  const { metadata, ...rest } = content as JsonObject & { readonly metadata?: JsonObject };
  return {
    apiVersion,
    kind,
    ...rest,
    metadata: { name, ...metadata, ...(managedFields.length > 0 && { managedFields }) },
  };
}

/** Nested single fields: `f("spec", "template")` is `f:spec` around `f:template`. */
export function f(...names: readonly string[]): JsonObject {
  return names.toReversed().reduce<JsonObject>((below, name) => ({ [`f:${name}`]: below }), {});
}

/** `OBJ002 drift /spec/replicas 2 → 5 by kubectl` */
export function differenceTexts(differences: readonly ObjectDifference[]): readonly string[] {
  return differences.map(({ code, severity, pointer, expected, actual, owners }) => {
    const by = owners.map(({ manager }) => manager).join(",") || "nobody";
    return `${code} ${severity} ${pointer} ${text(expected)} → ${text(actual)} by ${by}`;
  });
}

function text(value: JsonValue | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
