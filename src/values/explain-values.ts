import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { SourcePosition } from "../support/problem.ts";
import { leafPaths, type LeafPath } from "./leaf-paths.ts";
import { merge } from "./merge.ts";
import { referencesIn } from "./references-in.ts";
import type { ValuesLayer } from "./values-layer.ts";

/** Everything one add-on's values were made from on one cluster. */
export interface ExplainRequest {
  /** Lowest first, references unresolved. */
  readonly layers: readonly ValuesLayer[];
  /** The layers merged, references resolved. */
  readonly values: JsonObject;
  /** The chart's own values, which lie below all layers; absent when they are not known. */
  readonly defaults?: JsonObject;
  /** `set`: leaves that a layer wrote. `all`: also those of the chart that nobody touched. */
  readonly leaves: "set" | "all";
}

/** A scalar, a list as a whole or an empty map of the final values, and everyone who had a say in it. */
export interface ExplainedLeaf {
  readonly path: LeafPath;
  /** As Helm gets it; `null` takes the chart's default away. */
  readonly value: JsonValue;
  /** Who wrote what stands here now. */
  readonly origin: Origin;
  /** Who wrote it before, the nearest layer first, the chart last. */
  readonly overrides: readonly Origin[];
}

/** One value as it was written; `path` is shorter than the leaf's when what stood above it was replaced, or came out of one reference. */
export interface Origin {
  /** Absent for the chart's own values. */
  readonly at?: SourcePosition;
  readonly path: LeafPath;
  readonly written: JsonValue;
  /** Names of the references in it, e.g. `vars.region`. */
  readonly references: readonly string[];
}

/** Every leaf of the values, by key in the order of code units. */
export function explainValues(request: ExplainRequest): readonly ExplainedLeaf[] {
  const { values, defaults } = request;
  const shown = request.leaves === "all" ? merge(defaults ?? {}, values, "keep-null") : values;
  return leafPaths(shown).flatMap(({ path, value }) => explainLeaf(path, value, request) ?? []);
}

/** One leaf; undefined when neither a layer nor the chart has anything there. */
export function explainLeaf(
  path: LeafPath,
  value: JsonValue,
  { layers, values, defaults }: Omit<ExplainRequest, "leaves">,
): ExplainedLeaf | undefined {
  // The layers come together before the chart's values do: a null that a later layer undid takes nothing away any more.
  const isSet = writtenAt(values, path) !== undefined;
  const written = isSet ? layers.toReversed().flatMap((layer) => originIn(layer, path) ?? []) : [];
  const chart = chartOrigin(path, value, defaults);
  const [origin, ...overrides] = chart === undefined ? written : [...written, chart];
  return origin === undefined ? undefined : { path, value, origin, overrides };
}

function originIn({ data, source, prefix }: ValuesLayer, path: LeafPath): Origin | undefined {
  const found = writtenAt(data, path);
  if (found === undefined) return undefined;
  const at = source.at([...prefix, ...found.path], "key");
  return { at, ...found, references: referencesIn(found.written) };
}

/** An empty map takes nothing away from a map of the chart: they merge. */
function chartOrigin(path: LeafPath, value: JsonValue, defaults: JsonObject | undefined): Origin | undefined {
  const found = defaults === undefined ? undefined : writtenAt(defaults, path);
  if (found === undefined) return undefined;
  const isMerged = isJsonObject(value) && isJsonObject(found.written) && Object.keys(found.written).length > 0;
  return isMerged ? undefined : { ...found, references: [] };
}

/** What stands at a path, or what is no map above it: maps above merge, so they have no say. */
function writtenAt(
  data: JsonObject,
  path: LeafPath,
): { readonly path: LeafPath; readonly written: JsonValue } | undefined {
  let written: JsonValue = data;
  for (const [depth, key] of path.entries()) {
    if (!isJsonObject(written)) return { path: path.slice(0, depth), written };
    const inner: JsonValue | undefined = Object.hasOwn(written, key) ? written[key] : undefined;
    if (inner === undefined) return undefined;
    written = inner;
  }
  return { path, written };
}
