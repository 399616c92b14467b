import { readGoYamlMap } from "../support/go-yaml-map.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Chart, ChartDependency, ImportValues } from "./chart.ts";

export type ChartFile = Pick<Chart, "name" | "version" | "kubeVersion" | "dependencies" | "isLibrary">;

/**
 * Chart.yaml, and the requirements.yaml of old charts, whose dependencies count when it has some. What cannot be read is empty: the archive
 * reader has already refused a chart whose own Chart.yaml is wrong.
 */
export function readChartFile(chart: Uint8Array, requirements: Uint8Array | undefined): ChartFile {
  const data = readGoYamlMap(chart);
  const listed = (requirements && readGoYamlMap(requirements)["dependencies"]) ?? data["dependencies"];
  const kubeVersion = text(data["kubeVersion"]);
  return {
    name: text(data["name"]) ?? "",
    version: text(data["version"]) ?? "",
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    isLibrary: data["type"] === "library",
    dependencies: list(listed).filter(isJsonObject).map(readDependency),
  };
}

function readDependency(entry: JsonObject): ChartDependency {
  const alias = text(entry["alias"]);
  return {
    name: text(entry["name"]) ?? "",
    version: text(entry["version"]) ?? "",
    ...(alias === undefined || alias === "" ? {} : { alias }),
    condition: text(entry["condition"]) ?? "",
    tags: list(entry["tags"]).flatMap((tag) => text(tag) ?? []),
    importValues: list(entry["import-values"]).flatMap(readImport),
  };
}

function readImport(entry: JsonValue): readonly ImportValues[] {
  if (typeof entry === "string") return [{ child: `exports.${entry}`, parent: "." }];
  if (!isJsonObject(entry)) return [];
  // A key that is missing is the text that Go prints for nothing.
  return [{ child: text(entry["child"]) ?? "<nil>", parent: text(entry["parent"]) ?? "<nil>" }];
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function text(value: JsonValue | undefined): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
}
