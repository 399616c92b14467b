import { isJsonObject } from "../support/json.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import type { ValuesLayer } from "../values/values-layer.ts";
import type { Addon } from "./environment.ts";
import { valueAt } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { mergeValues } from "./merge-values.ts";
import { projectPath } from "./project-path.ts";
import type { Resolver } from "./resolver.ts";

export interface ValuesRequest {
  readonly addon: string;
  readonly layers: readonly Layer[];
  readonly resolver: Resolver;
  readonly files: ManifestFiles;
  readonly report: (problem: Problem) => void;
}

/**
 * The values of one add-on on one cluster: of each layer in turn its values files in order and then its values, references
 * resolved. A null stays, since Helm takes it as "remove the chart's default".
 */
export async function addonValues(request: ValuesRequest): Promise<Pick<Addon, "values" | "valueLayers" | "unknown">> {
  const { layers, lost } = await valuesLayers(request);
  const merged = mergeValues(layers.map(({ data }) => data));
  const { value, unknown } = request.resolver.value(merged, (path, offset) => placeOf(layers, path, offset));
  return { values: isJsonObject(value) ? value : {}, valueLayers: layers, unknown: [...lost, ...unknown] };
}

interface FoundLayers {
  readonly layers: readonly ValuesLayer[];
  /** The path of all values when a values file is not known, so that any of them may be another one. */
  readonly lost: readonly YamlPath[];
}

async function valuesLayers(request: ValuesRequest): Promise<FoundLayers> {
  let found: readonly ValuesLayer[] = [];
  const lost: YamlPath[] = [];
  for (const layer of request.layers) {
    const addon = valueAt(layer.data, ["addons", request.addon]);
    if (addon === null || valueAt(layer.data, ["addons"]) === null) found = [];
    if (!isJsonObject(addon)) continue;
    const { values, valuesFiles } = addon;
    if (valuesFiles === null) found = found.filter(({ kind }) => kind !== "file");
    const files = await readFiles(layer, request);
    found = [...found, ...files.flatMap((file) => (file === "unknown" ? [] : [file]))];
    if (files.includes("unknown")) lost.push([]);
    if (values === null) found = found.filter(({ kind }) => kind !== "inline");
    if (!isJsonObject(values)) continue;
    const prefix = [...layer.prefix, "addons", request.addon, "values"];
    found = [...found, { kind: "inline", source: layer.source, prefix, data: values }];
  }
  return { layers: found, lost };
}

async function readFiles(layer: Layer, request: ValuesRequest): Promise<readonly (ValuesLayer | "unknown")[]> {
  const path = ["addons", request.addon, "valuesFiles"];
  const listed = valueAt(layer.data, path);
  if (!Array.isArray(listed)) return [];
  const read = listed.map(async (name: unknown, index) => {
    if (typeof name !== "string") return [];
    const source = await readFile(name, { layer, path: [...path, index], request });
    if (source === "unknown") return [source];
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

async function readFile(
  written: string,
  { layer, path, request }: Listed,
): Promise<YamlSource | "unknown" | undefined> {
  const { source } = layer;
  const place = [...layer.prefix, ...path];
  const { text, state } = request.resolver.text(written, (_, offset) => source.atOffset(place, offset));
  if (state !== "known") return state === "unknown" ? state : undefined;
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
function placeOf(layers: readonly ValuesLayer[], path: YamlPath, offset: number): SourcePosition {
  const layer = layers.findLast(({ data }) => valueAt(data, path) !== undefined);
  if (layer === undefined) return { file: "", line: 1, column: 1 };
  return layer.source.atOffset([...layer.prefix, ...path], offset);
}
