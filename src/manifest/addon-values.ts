import { isJsonObject } from "../support/json.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { ValuesLayer } from "../values/values-layer.ts";
import type { Addon } from "./environment.ts";
import { valueAt } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { mergeValues } from "./merge-values.ts";
import { recorded } from "./recorded.ts";
import type { Resolver } from "./resolver.ts";
import type { SharedParts } from "./shared-parts.ts";
import { namesFilesByReference, valuesLayers } from "./values-layers.ts";
import type { FoundLayers, LayersRequest } from "./values-layers.ts";

export interface ValuesRequest {
  readonly addon: string;
  readonly shared: SharedParts;
  /** What the cluster alone says. */
  readonly overlay: Layer;
  readonly resolver: Resolver;
  readonly files: ManifestFiles;
  readonly report: (problem: Problem) => void;
}

const NOTHING: FoundLayers = { layers: [], lost: [] };

/**
 * The values of one add-on on one cluster: of each layer in turn its values files in order and then its values, references
 * resolved. A null stays, since Helm takes it as "remove the chart's default".
 */
export async function addonValues(request: ValuesRequest): Promise<Pick<Addon, "values" | "valueLayers" | "unknown">> {
  const { resolver, overlay } = request;
  const { layers, lost } = await valuesLayers(await environmentLayers(request), { ...request, layers: [overlay] });
  const merged = mergeValues(layers.map(({ data }) => data));
  const { value, unknown } = resolver.value(merged, (path, offset) => placeOf(layers, path, offset));
  return { values: isJsonObject(value) ? value : {}, valueLayers: layers, unknown: [...lost, ...unknown] };
}

async function environmentLayers({ shared, ...request }: ValuesRequest): Promise<FoundLayers> {
  const all: Omit<LayersRequest, "report"> = { ...request, layers: shared.layers };
  if (namesFilesByReference(shared.layers, request.addon)) {
    return await valuesLayers(NOTHING, { ...all, report: request.report });
  }
  const known = shared.values.get(request.addon) ?? recorded((report) => valuesLayers(NOTHING, { ...all, report }));
  shared.values.set(request.addon, known);
  const { result, problems } = await known;
  problems.forEach(request.report);
  return result;
}

/** The last layer that has the path wrote what stands there: later ones would have replaced it. */
function placeOf(layers: readonly ValuesLayer[], path: YamlPath, offset: number): SourcePosition {
  const layer = layers.findLast(({ data }) => valueAt(data, path) !== undefined);
  if (layer === undefined) return { file: "", line: 1, column: 1 };
  return layer.source.atOffset([...layer.prefix, ...path], offset);
}
