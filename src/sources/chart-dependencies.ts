import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { GO_YAML_OPTIONS, goYamlData, GoYamlError } from "../support/go-yaml-data.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import type { SourcePosition } from "../support/problem.ts";
import { dependencyFault, misspelledKey } from "./dependency-fault.ts";

/** What a chart lists as its dependency, as Helm reads it. */
export interface ListedDependency {
  /** Empty when the entry has none. */
  readonly name: string;
  /** Masterminds range; empty when left out. */
  readonly version: string;
  /** `https://…`, `oci://…`, `file://../sibling`, `@name`; empty for a chart that lies in `charts/`. */
  readonly repository: string;
  readonly alias?: string;
  /** Why Helm would not read the entry, or the file: such a chart cannot be installed. */
  readonly fault?: string;
  /** The whole entry; what Chart.lock has a digest of. */
  readonly data: JsonObject;
  readonly at: SourcePosition;
}

/**
 * The dependencies of a chart, in the order of its file: those of requirements.yaml (the file of apiVersion v1, which Helm reads in
 * every chart) when it lists any, else those of Chart.yaml. `label` names the chart's folder in positions. A list that Helm would
 * not read is one entry with a `fault`.
 */
export function chartDependencies(files: ReadonlyMap<string, Uint8Array>, label: string): readonly ListedDependency[] {
  const inFile = (name: string): readonly ListedDependency[] | undefined => {
    const bytes = files.get(name);
    return bytes && dependenciesIn(bytes, label === "" ? name : `${label}/${name}`);
  };
  return inFile("requirements.yaml") ?? inFile("Chart.yaml") ?? [];
}

/** `undefined` when the file has no such list. */
function dependenciesIn(bytes: Uint8Array, file: string): readonly ListedDependency[] | undefined {
  const text = new TextDecoder().decode(bytes);
  // Most charts have none, and a parse costs more than this look.
  if (!/dependencies/i.test(text)) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(text, { ...GO_YAML_OPTIONS, lineCounter: lines });
  const whole = (fault: string): readonly ListedDependency[] => [
    { ...readDependency({}, { file, line: 1, column: 1 }), fault },
  ];
  const data = mapOf(document);
  if (data === undefined) return whole("its file is no YAML that Helm can read");
  const misspelled = misspelledKey(data, ["dependencies"]);
  if (misspelled !== undefined) return whole(misspelled);
  const list = data["dependencies"] ?? null;
  if (list === null) return undefined;
  if (!Array.isArray(list)) return whole("dependencies has to be a list");
  const placeOf = (index: number): SourcePosition => {
    const { line, col } = lines.linePos(offsetOf(document, index));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  return list.map((entry: JsonValue, index) => {
    const fault = dependencyFault(entry);
    const read = readDependency(isJsonObject(entry) ? entry : {}, placeOf(index));
    return fault === undefined ? read : { ...read, fault };
  });
}

function mapOf(document: Document.Parsed): JsonObject | undefined {
  if (document.errors.length > 0) return undefined;
  try {
    const data = goYamlData(document.contents);
    return isJsonObject(data) ? data : undefined;
  } catch (thrown) {
    if (thrown instanceof GoYamlError) return undefined;
    throw thrown;
  }
}

function offsetOf({ contents }: Document.Parsed, index: number): number {
  const list = isMap(contents) ? contents.get("dependencies", true) : undefined;
  const item: unknown = isSeq(list) ? list.items[index] : undefined;
  const range = typeof item === "object" && item !== null && "range" in item ? item.range : undefined;
  return Array.isArray(range) ? Number(range[0]) : 0;
}

function readDependency(data: JsonObject, at: SourcePosition): ListedDependency {
  const alias = printable(data["alias"]);
  return {
    name: printable(data["name"]),
    version: printable(data["version"]),
    repository: printable(data["repository"]),
    ...(alias === "" ? {} : { alias }),
    data,
    at,
  };
}

/** Text as Helm takes it over: white space becomes a space, what cannot be printed goes. */
export function printable(value: JsonValue | undefined): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "";
  return value.replace(/\s/gu, " ").replace(/[\p{C}\u2028\u2029]/gu, "");
}
