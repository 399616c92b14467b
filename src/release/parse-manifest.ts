import { parseDocument } from "yaml";
import { AddonsError } from "../support/addons-error.ts";
import { GO_YAML_OPTIONS, goYamlData, GoYamlError } from "../support/go-yaml-data.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";

/**
 * The objects of a rendered manifest, read as Helm and the API server read it: split at lines that start with
 * `---`, empty documents dropped, scalars as in go-yaml, the last of equal keys wins, `<<` merges, kinds that
 * end in `List` taken apart. Throws AddonsError RELEASE-MANIFEST.
 */
export function parseManifest(text: string): readonly KubernetesObject[] {
  return splitDocuments(text)
    .map(parseYamlAsHelm)
    .flatMap(flatten)
    .filter((object) => typeof object["kind"] === "string" && typeof object["apiVersion"] === "string");
}

export function splitDocuments(text: string): readonly string[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(/^---.*$/m)
    .filter((part) => /^[^#\s]|^\s+[^#\s]/m.test(part));
}

/** One YAML document as go-yaml v2 sees it. Throws AddonsError RELEASE-MANIFEST. */
export function parseYamlAsHelm(text: string): JsonValue {
  const document = parseDocument(text, GO_YAML_OPTIONS);
  const [error] = document.errors;
  if (error !== undefined) throw brokenManifest(`at offset ${error.pos[0]} (${error.code})`);
  try {
    return goYamlData(document.contents);
  } catch (thrown) {
    throw thrown instanceof GoYamlError ? brokenManifest(thrown.message) : thrown;
  }
}

function flatten(value: JsonValue): readonly KubernetesObject[] {
  if (!isJsonObject(value)) return [];
  const items = value["items"];
  const kind = value["kind"];
  if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)) return items.flatMap(flatten);
  return [value as KubernetesObject];
}

function brokenManifest(why: string): AddonsError {
  return new AddonsError("RELEASE-MANIFEST", `A rendered manifest cannot be read as YAML: ${why}.`, {
    kind: "failed",
    hint: "look at it with `helm get manifest` or `helm template`; the chart has to render valid YAML",
  });
}
