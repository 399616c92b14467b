import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import type { SchemaProblem } from "./schema-problem.ts";

/** Where references are resolved, with * for any name. */
const ALLOWED = [
  ["addons", "*", "values"],
  ["addons", "*", "valuesFiles"],
  ["addons", "*", "namespace"],
  ["addons", "*", "release"],
  ["instance"],
  ["inputs", "*", "terraform"],
  ["inputs", "*", "kops"],
  ["inputs", "*", "sops"],
  ["inputs", "*", "file"],
  ["namespaces", "*", "labels"],
  ["namespaces", "*", "annotations"],
] as const;

/** `${` in strings where it would be taken as it stands. */
export function misplacedReferences(source: YamlSource): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const visit = (value: JsonValue, path: YamlPath): void => {
    // Most of a manifest are texts without references, and the path matters only for others.
    if (typeof value === "string" && !value.includes("${")) return;
    if (isAllowed(path)) return;
    if (typeof value === "string") problems.push(misplaced(source, path, value));
    else if (Array.isArray(value)) value.forEach((item: JsonValue, index) => visit(item, [...path, index]));
    else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    }
  };
  visit(source.data, []);
  return problems;
}

function isAllowed(path: YamlPath): boolean {
  if (String(path[0]).startsWith("x-")) return true;
  const inCluster = path[0] === "clusters" ? path.slice(2) : path;
  return ALLOWED.some(
    (allowed) =>
      inCluster.length === allowed.length && allowed.every((step, index) => step === "*" || step === inCluster[index]),
  );
}

function misplaced(source: YamlSource, path: YamlPath, value: string): SchemaProblem {
  const problem = {
    code: "MANIFEST-REFERENCE-MISPLACED",
    severity: "error" as const,
    message:
      "references work only in values, valuesFiles, namespace and release of add-ons, in labels and annotations of namespaces, in sources of inputs, and in instance",
    hint: "write the text out",
    at: source.atOffset(path, value.indexOf("${")),
  };
  return { problem, path };
}
