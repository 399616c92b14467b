import { isJsonObject, type JsonObject } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";
import { readYamlSource } from "../support/yaml-source.ts";
import { reportHiddenPolicies } from "./hidden-policies.ts";
import { parseSourceEntry, type PlacedSettings } from "./parse-source-entry.ts";
import { SOURCES_FILE } from "./source-settings.ts";
import { mapAt, report, type SourcesReading } from "./sources-reading.ts";

export type SourcesParsed =
  | { readonly kind: "read"; readonly entries: readonly PlacedSettings[] }
  | { readonly kind: "broken"; readonly problems: readonly Problem[] };

/** The text of charts/sources.yaml as data, or everything that is wrong with it. Which files there are is not looked up. */
export function parseSources(text: string): SourcesParsed {
  const read = readYamlSource(text, SOURCES_FILE);
  if (read.kind === "broken") return read;
  const reading: SourcesReading = { source: read.source, problems: [] };
  const entries = entriesOf(reading);
  return reading.problems.length > 0 ? { kind: "broken", problems: reading.problems } : { kind: "read", entries };
}

function entriesOf(reading: SourcesReading): readonly PlacedSettings[] {
  const { data } = reading.source;
  const root = mapAt(reading, { path: [], data, known: ["apiVersion", "kind", "sources"] });
  if (root === undefined) return [];
  headOf(reading, root);
  const { sources } = root;
  if (sources === undefined) return [];
  if (!isJsonObject(sources)) {
    return (
      report(reading, ["sources"], {
        code: "SOURCES-TYPE",
        message: "sources must be a map from sources to what holds for them",
        hint: "write for example: sources: { https://charts.example.com: { indexDigest: warn } }",
      }) ?? []
    );
  }
  const entries = Object.entries(sources).flatMap(([source, entry]) => parseSourceEntry(reading, source, entry) ?? []);
  reportHiddenPolicies(reading, entries, sources);
  return entries;
}

const HEAD = { apiVersion: "addons/v1", kind: "Sources" } as const;

function headOf(reading: SourcesReading, root: JsonObject): void {
  for (const key of ["apiVersion", "kind", "sources"] as const) {
    const wanted = key === "sources" ? undefined : HEAD[key];
    const line = wanted === undefined ? "sources:" : `${key}: ${wanted}`;
    if (root[key] === undefined) {
      report(reading, [], {
        code: "SOURCES-MISSING-KEY",
        message: `the file has no ${key}`,
        hint: `add the line: ${line}`,
      });
    } else if (wanted !== undefined && root[key] !== wanted) {
      report(reading, [key], { code: "SOURCES-VALUE", message: `${key} must be ${wanted}`, hint: `write: ${line}` });
    }
  }
}
