import { isJsonObject } from "../support/json.ts";
import type { Problem } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";
import type { ValuesLayer } from "../values/values-layer.ts";
import { valueAt } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { projectPath } from "../support/project-path.ts";
import type { Resolver } from "./resolver.ts";

export interface LayersRequest {
  readonly addon: string;
  readonly layers: readonly Layer[];
  readonly resolver: Resolver;
  readonly files: ManifestFiles;
  readonly report: (problem: Problem) => void;
}

export interface FoundLayers {
  readonly layers: readonly ValuesLayer[];
  /** The path of all values when a values file is not known, so that any of them may be another one. */
  readonly lost: readonly YamlPath[];
}

/** What the layers give an add-on over what is `below` them: of each in turn its values files in order and then its values. */
export async function valuesLayers(below: FoundLayers, request: LayersRequest): Promise<FoundLayers> {
  let found = below;
  for (const layer of request.layers) {
    const addon = valueAt(layer.data, ["addons", request.addon]);
    if (addon === null || valueAt(layer.data, ["addons"]) === null) found = { ...found, layers: [] };
    if (isJsonObject(addon)) found = await withLayer(found, layer, request);
  }
  return found;
}

/** Whether a layer's values files depend on the cluster. */
export function namesFilesByReference(layers: readonly Layer[], addon: string): boolean {
  return layers.some(({ data }) => {
    const listed = valueAt(data, ["addons", addon, "valuesFiles"]);
    return Array.isArray(listed) && listed.some((name: unknown) => typeof name === "string" && name.includes("${"));
  });
}

async function withLayer(below: FoundLayers, layer: Layer, request: LayersRequest): Promise<FoundLayers> {
  let { layers: found, lost } = below;
  const values = valueAt(layer.data, ["addons", request.addon, "values"]);
  const valuesFiles = valueAt(layer.data, ["addons", request.addon, "valuesFiles"]);
  if (valuesFiles === null) found = found.filter(({ kind }) => kind !== "file");
  const files = await readFiles(layer, request);
  found = [...found, ...files.flatMap((file) => (file === "unknown" ? [] : [file]))];
  if (files.includes("unknown")) lost = [...lost, []];
  if (values === null) found = found.filter(({ kind }) => kind !== "inline");
  if (!isJsonObject(values)) return { layers: found, lost };
  const prefix = [...layer.prefix, "addons", request.addon, "values"];
  return { layers: [...found, { kind: "inline", source: layer.source, prefix, data: values }], lost };
}

async function readFiles(layer: Layer, request: LayersRequest): Promise<readonly (ValuesLayer | "unknown")[]> {
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
  readonly request: LayersRequest;
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
