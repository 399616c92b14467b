/** The charts and environments of this repository, read as their users' tools read them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { loadEnvironments, type LoadedEnvironments } from "../../src/manifest/load-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";

const project = join(import.meta.dirname, "../..");
export const chartsFolder = join(project, "charts");

/** A parsed YAML or JSON file, of whatever shape: the tests say what they expect of it. */
// oxlint-disable-next-line typescript/no-explicit-any -- see above
export type Parsed = any;

export const chartNames: readonly string[] = readdirSync(chartsFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "vendor")
  .map((entry) => entry.name)
  .toSorted();

export function chartText(chart: string, file: string): string {
  return readFileSync(join(chartsFolder, chart, file), "utf8");
}

export function chartYaml(chart: string, file: string): Parsed {
  return parse(chartText(chart, file));
}

/** Paths of the chart's files, relative to its folder. */
export function chartFiles(chart: string): readonly string[] {
  return readdirSync(join(chartsFolder, chart), { recursive: true, encoding: "utf8" }).toSorted();
}

export function valuesSchema(chart: string): { readonly schema: Parsed; readonly validate: ValidateFunction } {
  const schema: Parsed = JSON.parse(chartText(chart, "values.schema.json"));
  return { schema, validate: new Ajv({ strict: false, allErrors: true }).compile(schema) };
}

export async function referenceEnvironments(): Promise<LoadedEnvironments> {
  return await loadEnvironments({ files: createFiles(project) }, { names: "all" });
}
