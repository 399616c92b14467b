import type { ErrorObject } from "ajv";
import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import type { ManifestKind } from "./schema.ts";
import { schemaProblem } from "./schema-problem.ts";
import type { SchemaProblem } from "./schema-problem.ts";

/** Checks files against the schema of their kind. */
export type SchemaCheck = (source: YamlSource, kind: ManifestKind) => readonly SchemaProblem[];

/** Loads the validation, which only verbs that read a manifest need. */
export async function loadSchemaCheck(): Promise<SchemaCheck> {
  const { validators } = await import("./validators.ts");
  return (source, kind) => {
    const validate = validators[kind];
    if (validate(source.data) === true) return [];
    const errors = validate.errors ?? [];
    const explained = new Set(
      errors.flatMap(({ keyword, instancePath }) => (keyword === "additionalProperties" ? [instancePath] : [])),
    );
    return errors
      .filter((error) => isOwn(error, explained))
      .map((error) => schemaProblem(error, pathOf(error, source.data), source));
  };
}

/** Errors that only say that another error is there are left out. */
function isOwn(error: ErrorObject, explained: ReadonlySet<string>): boolean {
  if (error.keyword === "propertyNames" || error.schemaPath.includes("/oneOf/")) return false;
  return error.keyword !== "oneOf" || !explained.has(error.instancePath);
}

function pathOf(error: ErrorObject, data: JsonValue): YamlPath {
  const path: (string | number)[] = [];
  let value: JsonValue | undefined = data;
  for (const step of error.instancePath.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) {
      path.push(Number(key));
      value = (value as readonly JsonValue[])[Number(key)];
    } else {
      path.push(key);
      value = isJsonObject(value) ? value[key] : undefined;
    }
  }
  return path;
}
