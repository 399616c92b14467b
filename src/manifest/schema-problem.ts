import type { ErrorObject } from "ajv";
import { isJsonObject } from "../support/json.ts";
import { nearest } from "../support/nearest.ts";
import type { Problem } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import { SOURCE_KEYS } from "./schema-addon.ts";
import { NAME } from "./schema-parts.ts";

/** `path`: what cannot be used, the root when only something is missing. */
export interface SchemaProblem {
  readonly problem: Problem;
  readonly path: YamlPath;
}

/** An error of the schema in plain words, at its place. */
export function schemaProblem(error: ErrorObject, path: YamlPath, source: YamlSource): SchemaProblem {
  if (error.keyword === "additionalProperties") {
    const { additionalProperty: key } = error.params as { readonly additionalProperty: string };
    return { problem: unknownKey(error, [...path, key], source), path: [...path, key] };
  }
  const { propertyName } = error;
  if (propertyName !== undefined) {
    return { problem: wrongName(error, [...path, propertyName], source), path: [...path, propertyName] };
  }
  if (error.keyword === "required") return { problem: missingKey(error, path, source), path };
  if (error.keyword === "type") return { problem: wrongType(error, path, source), path };
  return { problem: { ...wrongValue(error, path, source), severity: "error", at: source.at(path) }, path };
}

function unknownKey(error: ErrorObject, path: YamlPath, source: YamlSource): Problem {
  const key = String(path.at(-1));
  const at = source.at(path, "key");
  if (path[0] === "clusters" && path[2] === "addons" && SOURCE_KEYS.has(key)) {
    return {
      code: "MANIFEST-CLUSTER-SOURCE",
      severity: "error",
      message: `${key} cannot differ between clusters of one environment, which has one pin per add-on`,
      hint: `set ${key} under addons of the environment, or give this cluster an environment of its own`,
      at,
    };
  }
  const known = Object.keys((error.parentSchema as { readonly properties?: object } | undefined)?.properties ?? {});
  const meant = nearest(key, known);
  const all = `known here: ${known.join(", ")}`;
  return {
    code: "MANIFEST-UNKNOWN-KEY",
    severity: "error",
    message: `unknown key ${key}${path.length === 1 ? "" : ` in ${words(path.slice(0, -1))}`}`,
    hint: meant === undefined ? all : `did you mean ${meant}? ${all}`,
    at,
  };
}

function wrongName(error: ErrorObject, path: YamlPath, source: YamlSource): Problem {
  const name = error.propertyName ?? "";
  const { message, hint } = nameRule(error, name);
  return {
    code: "MANIFEST-NAME",
    severity: "error",
    message: `${words(path.slice(0, -1))}: the name ${JSON.stringify(name)} ${message}`,
    ...(hint === undefined ? {} : { hint }),
    at: source.at(path, "key"),
  };
}

function nameRule(error: ErrorObject, name: string): { readonly message: string; readonly hint?: string } {
  if (error.keyword === "maxLength") {
    const { limit } = error.params as { readonly limit: number };
    return { message: `has ${name.length} characters; at most ${limit} are allowed` };
  }
  const message = String((error.parentSchema as { patternErrorMessage?: unknown }).patternErrorMessage);
  // Only for names that follow this rule is it known how to mend them.
  if ((error.parentSchema as { pattern?: unknown }).pattern !== NAME["pattern"]) return { message };
  const proposal = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return proposal === "" || proposal === name ? { message } : { message, hint: `for example ${proposal}` };
}

function missingKey(error: ErrorObject, path: YamlPath, source: YamlSource): Problem {
  const key = String((error.params as { readonly missingProperty: string }).missingProperty);
  const example = path.length === 0 ? ROOT_EXAMPLES[key] : undefined;
  return {
    code: "MANIFEST-MISSING-KEY",
    severity: "error",
    message: `${path.length === 0 ? "the file" : words(path)} has no ${key}`,
    hint: example === undefined ? `add ${key}: …` : `add the line: ${example}`,
    at: source.at(path, path.length === 0 ? "value" : "key"),
  };
}

const ROOT_EXAMPLES: Readonly<Record<string, string>> = {
  apiVersion: "apiVersion: addons/v1",
  kind: "kind: Environment (or kind: Base for a file that others extend)",
};

function wrongType(error: ErrorObject, path: YamlPath, source: YamlSource): Problem {
  const { type } = error.params as { readonly type: string | readonly string[] };
  const allowed = [type].flat().filter((name) => name !== "null");
  const { data } = error as { readonly data?: unknown };
  const expected = allowed.map((name) => TYPES[name] ?? name).join(" or ");
  return {
    code: "MANIFEST-WRONG-TYPE",
    severity: "error",
    message: `${words(path)} must be ${expected}, but is ${actual(data, source.written(path))}`,
    ...typeHint(allowed, data, source.written(path)),
    at: source.at(path),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
};

function actual(data: unknown, written: string | undefined): string {
  if (data === null) return "empty";
  if (Array.isArray(data)) return "a list";
  if (typeof data === "object") return "a map";
  if (typeof data === "string") return `the string ${JSON.stringify(data)}`;
  return typeof data === "boolean" ? String(data) : `the number ${written ?? JSON.stringify(data)}`;
}

function typeHint(allowed: readonly string[], data: unknown, written: string | undefined): { readonly hint?: string } {
  const isScalar = typeof data === "number" || typeof data === "boolean";
  if (allowed.includes("string") && isScalar) return { hint: `quote it: "${written ?? String(data)}"` };
  if (allowed[0] === "array" && typeof data === "string") return { hint: `write a list: [${data}]` };
  if (allowed[0] === "boolean" && typeof data === "string") return { hint: "write true or false, without quotes" };
  if (allowed[0] === "integer" && typeof data === "string") return { hint: "write the number without quotes" };
  return {};
}

function wrongValue(
  error: ErrorObject,
  path: YamlPath,
  source: YamlSource,
): Pick<Problem, "code" | "message" | "hint"> {
  const written = source.written(path) ?? "";
  const what = `${words(path)} ${written === "" ? "" : `${JSON.stringify(written)} `}`.trimEnd();
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case "enum":
    case "const": {
      const allowed = [params["allowedValues"] ?? params["allowedValue"]]
        .flat()
        .filter((value) => value !== null)
        .map(String);
      const meant = nearest(written, allowed);
      return {
        code: "MANIFEST-WRONG-VALUE",
        message: `${what} must be ${allowed.join(", ").replace(/, ([^,]*)$/, " or $1")}`,
        ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
      };
    }
    case "oneOf":
      return {
        code: "MANIFEST-WRONG-VALUE",
        message: `${what} needs either webhook, or kind and name`,
        hint: "write { webhook: NAME } or { kind: Deployment, name: NAME }",
      };
    case "pattern":
      return { code: "MANIFEST-WRONG-VALUE", message: `${what} ${rule(error)}` };
    case "uniqueItems":
      return {
        code: "MANIFEST-WRONG-VALUE",
        message: `${what} names the same thing twice`,
        hint: "remove one of the two",
      };
    default:
      return { code: "MANIFEST-WRONG-VALUE", message: `${what} ${limitRule(error.keyword, params["limit"])}` };
  }
}

function rule(error: ErrorObject): string {
  const schema = error.parentSchema;
  return isJsonObject(schema) && typeof schema["patternErrorMessage"] === "string"
    ? schema["patternErrorMessage"]
    : "has a form that is not allowed";
}

function limitRule(keyword: string, limit: unknown): string {
  const number = String(limit);
  if (keyword === "minLength" || keyword === "minItems" || keyword === "minProperties") return "must not be empty";
  if (keyword === "maxLength") return `must have at most ${number} characters`;
  if (keyword === "minimum") return `must be at least ${number}`;
  return keyword === "maximum" ? `must be at most ${number}` : "is not allowed";
}

/** A path as people write it: addons.cert-manager.needs[0]. */
function words(path: YamlPath): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${step}`))
    .join("");
}
