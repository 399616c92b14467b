import type { DisabledSubchart } from "../../chart/enable-subcharts.ts";
import { valueAt } from "../../manifest/layer.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject } from "../../support/json.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import type { ValuesLayer } from "../../values/values-layer.ts";
import { writerOf } from "./place-finding.ts";
import { pathWords } from "./values-finding.ts";
import type { ValuesFinding } from "./values-finding.ts";

/**
 * Values of subcharts that are off. What a lower layer set for a subchart that a higher layer turned off is as it should be.
 */
export function disabledSubcharts(
  values: JsonObject,
  disabled: readonly DisabledSubchart[],
  layers: readonly ValuesLayer[],
): readonly ValuesFinding[] {
  return disabled.flatMap((subchart) => {
    const set = valueAt(values, subchart.path);
    if (!isJsonObject(set)) return [];
    const condition = subchart.condition?.split(".") ?? [];
    const useless = Object.keys(set).find((key) => {
      const path = [...subchart.path, key];
      return key !== "global" && !startsWith(condition, path) && !isTurnedOffAbove(path, condition, layers);
    });
    return useless === undefined ? [] : [finding(subchart, [...subchart.path, useless])];
  });
}

function startsWith(path: YamlPath, start: YamlPath): boolean {
  return start.every((step, index) => path[index] === step);
}

function isTurnedOffAbove(path: YamlPath, condition: YamlPath, layers: readonly ValuesLayer[]): boolean {
  const switched = condition.length === 0 ? undefined : writerOf(condition, layers);
  const written = writerOf(path, layers);
  return switched !== undefined && written !== undefined && layers.indexOf(switched) > layers.indexOf(written);
}

function finding({ path, condition, tags }: DisabledSubchart, useless: YamlPath): ValuesFinding {
  const why = condition === undefined ? `its tags (${tags.join(", ")}) are false` : `${condition} is false`;
  const turnOn =
    condition === undefined ? `set tags: { ${tags[0] ?? ""}: true }` : `set ${condition}: true to turn it on`;
  return {
    code: "VALUES-DISABLED-SUBCHART",
    severity: "warning",
    path: useless,
    part: "key",
    message: `${pathWords(useless)} does nothing: the subchart ${pathWords(path)} is off, since ${why}`,
    hint: `${turnOn}, or remove its values`,
  };
}
