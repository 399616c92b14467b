import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import type { ValuesLayer } from "../values/values-layer.ts";
import { merge } from "../values/merge.ts";
import { resolveReferences, resolveString } from "../values/references.ts";
import type { ReferenceFault } from "../values/references.ts";
import type { Scope } from "../values/scope.ts";
import type { Addon } from "./environment.ts";
import { valueAt } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { projectPath } from "./project-path.ts";

export interface ValuesRequest {
  readonly addon: string;
  readonly layers: readonly Layer[];
  readonly names: Scope;
  readonly files: ManifestFiles;
  readonly report: (problem: Problem) => void;
}

/**
 * The values of one add-on on one cluster: of each layer in turn its values files in order and then its values, references
 * resolved. A null stays, since Helm takes it as "remove the chart's default".
 */
export async function addonValues(request: ValuesRequest): Promise<Pick<Addon, "values" | "valueLayers">> {
  const layers = await valuesLayers(request);
  const merged = layers.reduce<JsonObject>((below, { data }) => merge(below, data, "keep-null"), {});
  const { value, faults } = resolveReferences(merged, request.names);
  for (const fault of faults) request.report(referenceProblem(fault, placeOf(layers, fault)));
  return { values: isJsonObject(value) ? value : {}, valueLayers: layers };
}

export function referenceProblem(fault: ReferenceFault, at: SourcePosition): Problem {
  const { code, message, hint } = fault;
  return { code, severity: "error", message, hint, at };
}

async function valuesLayers(request: ValuesRequest): Promise<readonly ValuesLayer[]> {
  let found: readonly ValuesLayer[] = [];
  for (const layer of request.layers) {
    const addon = valueAt(layer.data, ["addons", request.addon]);
    if (addon === null || valueAt(layer.data, ["addons"]) === null) found = [];
    if (!isJsonObject(addon)) continue;
    const { values, valuesFiles } = addon;
    if (valuesFiles === null) found = found.filter(({ kind }) => kind !== "file");
    found = [...found, ...(await readFiles(layer, request))];
    if (values === null) found = found.filter(({ kind }) => kind !== "inline");
    if (!isJsonObject(values)) continue;
    const prefix = [...layer.prefix, "addons", request.addon, "values"];
    found = [...found, { kind: "inline", source: layer.source, prefix, data: values }];
  }
  return found;
}

async function readFiles(layer: Layer, request: ValuesRequest): Promise<readonly ValuesLayer[]> {
  const path = ["addons", request.addon, "valuesFiles"];
  const listed = valueAt(layer.data, path);
  if (!Array.isArray(listed)) return [];
  const read = listed.map(async (name: unknown, index) => {
    if (typeof name !== "string") return [];
    const source = await readFile(name, { layer, path: [...path, index], request });
    if (source === undefined || !isJsonObject(source.data)) return [];
    return [{ kind: "file", source, prefix: [], data: source.data }] as const;
  });
  return (await Promise.all(read)).flat();
}

interface Listed {
  readonly layer: Layer;
  readonly path: YamlPath;
  readonly request: ValuesRequest;
}

async function readFile(written: string, { layer, path, request }: Listed): Promise<YamlSource | undefined> {
  const { source } = layer;
  const place = [...layer.prefix, ...path];
  const { text, faults } = resolveString(written, request.names);
  for (const fault of faults) request.report(referenceProblem(fault, source.atOffset(place, fault.offset)));
  if (faults.length > 0) return undefined;
  const at = source.at(place);
  const file = projectPath(source.file, text);
  if (file !== undefined) return request.files.values(file, { at, expects: "values", report: request.report });
  request.report({
    code: "MANIFEST-OUTSIDE-PROJECT",
    severity: "error",
    message: `${text} lies outside the project`,
    hint: "copy the file into the project; paths are relative to the file that names them",
    at,
  });
  return undefined;
}

/** The last layer that has the path wrote what stands there: later ones would have replaced it. */
function placeOf(layers: readonly ValuesLayer[], { path, offset }: ReferenceFault): SourcePosition {
  const layer = layers.findLast(({ data }) => valueAt(data, path) !== undefined);
  if (layer === undefined) return { file: "", line: 1, column: 1 };
  return layer.source.atOffset([...layer.prefix, ...path], offset);
}
