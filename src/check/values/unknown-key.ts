import { isJsonObject } from "../../support/json.ts";
import type { JsonObject } from "../../support/json.ts";
import { nearest } from "../../support/nearest.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import { pathWords } from "./values-finding.ts";
import type { ValuesFinding } from "./values-finding.ts";
import type { ValuesPlace } from "./values-place.ts";

const SHOWN = 12;

/** A key that nothing in the chart speaks of, with the path that was most likely meant when `fallbacks` are to be searched. */
export function unknownKey(place: ValuesPlace, siblings: JsonObject, fallbacks: JsonObject | undefined): ValuesFinding {
  const { path } = place;
  const meant = fallbacks && likelyPath(path, siblings, fallbacks);
  const known = Object.keys(siblings);
  const more = known.length > SHOWN ? " …" : "";
  const hint =
    meant === undefined
      ? `known here: ${known.slice(0, SHOWN).join(", ")}${more}; remove it if the chart does nothing with it`
      : `did you mean ${meant.map(pathWords).join(" or ")}?`;
  return {
    code: "VALUES-UNKNOWN-KEY",
    severity: "warning",
    path,
    part: "key",
    message: `the chart ${place.instance.chart.name} knows no ${pathWords(path)}`,
    hint,
  };
}

/** A key of the same map that is spelt alike, else the same key elsewhere, else a key elsewhere that is spelt alike. */
function likelyPath(path: YamlPath, siblings: JsonObject, fallbacks: JsonObject): readonly YamlPath[] | undefined {
  const key = String(path.at(-1));
  const above = path.slice(0, -1);
  const spelt = nearest(key, Object.keys(siblings));
  if (spelt !== undefined) return [[...above, spelt]];
  const everywhere = [...allPaths(fallbacks, [])];
  return (
    few(everywhere, key) ??
    few(
      everywhere,
      nearest(
        key,
        everywhere.map((known) => String(known.at(-1))),
      ),
    )
  );
}

/** Paths that end in a key, when they are so few that one of them may be meant. */
function few(paths: readonly YamlPath[], key: string | undefined): readonly YamlPath[] | undefined {
  const found = paths.filter((path) => path.at(-1) === key);
  return found.length === 0 || found.length > 3 ? undefined : found;
}

const MAX_DEPTH = 6;

function* allPaths(map: JsonObject, above: YamlPath): Generator<YamlPath> {
  for (const [key, value] of Object.entries(map)) {
    const path = [...above, key];
    yield path;
    if (isJsonObject(value) && path.length < MAX_DEPTH) yield* allPaths(value, path);
  }
}
