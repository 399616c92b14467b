import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import { encryptedFile, isEncrypted } from "./encrypted-file.ts";
import type { InputFault, ParsedInput } from "./input.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { YamlData } from "./parse-yaml.ts";

/**
 * What `kops get cluster NAME -o yaml` or `-o json` prints: the Cluster, alone or with its instance groups as further
 * documents. References see the Cluster: `${kops.spec.networkID}`, `${kops.metadata.name}`.
 */
export function parseKops(text: string): ParsedInput {
  const isJson = /^\u{feff}?\s*[[{]/u.test(text);
  const read = isJson ? [jsonObjects(text)] : documents(text).map(parseYaml);
  const faults = read.flatMap((document) => (document.kind === "broken" ? document.faults : []));
  if (faults.length > 0) return { kind: "broken", faults };
  const objects = read.flatMap((document) => (document.kind === "data" ? listed(document.data) : []));
  if (objects.some(isEncrypted)) return { kind: "broken", faults: [encryptedFile()] };
  const clusters = objects.filter(
    (object) => isJsonObject(object) && object["kind"] === "Cluster" && isJsonObject(object["spec"]),
  );
  const [cluster] = clusters;
  if (clusters.length === 1 && isJsonObject(cluster)) return { kind: "data", data: { data: cluster, secret: [] } };
  return { kind: "broken", faults: [clusters.length === 0 ? noCluster(objects) : severalClusters(clusters)] };
}

function jsonObjects(text: string): YamlData {
  const read = parseJson(text);
  if (read.kind === "data") return read;
  const { message, place } = read;
  return { kind: "broken", faults: [{ code: "INPUT-SYNTAX", message, hint: `write it anew: ${COMMAND}`, place }] };
}

const COMMAND = "kops get cluster NAME -o yaml > FILE";

/** Each document with empty lines in front, so that places in it are places in the text. */
function documents(text: string): readonly string[] {
  const lines = text.replace(/^\u{feff}/u, "").split("\n");
  const starts = lines.flatMap((line, index) => (/^---(?:\s|$)/.test(line) ? [index] : []));
  const bounds = [-1, ...starts, lines.length];
  return bounds.slice(0, -1).flatMap((start, index) => {
    const own = lines.slice(start + 1, bounds[index + 1]);
    const isEmpty = own.every((line) => /^\s*(?:#.*|\.\.\.\s*)?$/.test(line));
    return isEmpty ? [] : ["\n".repeat(start + 1) + own.join("\n")];
  });
}

/** One object, a list of them, or the items of a List. */
function listed(data: JsonValue): readonly JsonValue[] {
  if (Array.isArray(data)) return data as readonly JsonValue[];
  const items = isJsonObject(data) && data["spec"] === undefined ? data["items"] : undefined;
  return Array.isArray(items) ? (items as readonly JsonValue[]) : [data];
}

function noCluster(objects: readonly JsonValue[]): InputFault {
  const kinds = new Set(
    objects.map((object) => (isJsonObject(object) && typeof object["kind"] === "string" ? object["kind"] : "no kind")),
  );
  return {
    code: "INPUT-SHAPE",
    message: `there is no Cluster of kops in it (found: ${[...kinds].slice(0, 5).join(", ")})`,
    hint: `write it anew: ${COMMAND}`,
  };
}

function severalClusters(clusters: readonly JsonValue[]): InputFault {
  const names = clusters.map((cluster) => nameOf(cluster as JsonObject));
  const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
  return {
    code: "INPUT-SHAPE",
    message: `it holds ${names.length} clusters: ${shown}`,
    hint: `keep one per file: ${COMMAND}`,
  };
}

function nameOf({ metadata }: JsonObject): string {
  return isJsonObject(metadata) && typeof metadata["name"] === "string" ? metadata["name"] : "without a name";
}
