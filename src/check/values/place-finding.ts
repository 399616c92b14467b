import { valueAt } from "../../manifest/layer.ts";
import type { Problem, SourcePosition } from "../../support/problem.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import type { ValuesLayer } from "../../values/values-layer.ts";
import type { ValuesCheck } from "./values-check.ts";
import type { ValuesFinding } from "./values-finding.ts";

/** The finding where the last layer that has its path wrote it; below a reference at the reference; else at the add-on. */
export function placeFinding(finding: ValuesFinding, { addon }: ValuesCheck): Problem {
  const { code, severity, message, hint } = finding;
  return {
    code,
    severity,
    message: `${addon.name}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
    at: placeOf(finding, addon.valueLayers) ?? addon.at,
  };
}

function placeOf({ path, part }: ValuesFinding, layers: readonly ValuesLayer[]): SourcePosition | undefined {
  for (let length = path.length; length > 0; length--) {
    const written = path.slice(0, length);
    const layer = writerOf(written, layers);
    if (layer === undefined) continue;
    return layer.source.at([...layer.prefix, ...written], length === path.length ? part : "key");
  }
  return undefined;
}

/** The layer whose word on a path is the last one. */
export function writerOf(path: YamlPath, layers: readonly ValuesLayer[]): ValuesLayer | undefined {
  return layers.findLast(({ data }) => valueAt(data, path) !== undefined);
}
