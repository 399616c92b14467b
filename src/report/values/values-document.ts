import type { ShownOrigin } from "../../compare/shown-origin.ts";
import type { ValuesGroup } from "../../compare/values-of-addon.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { SourcePosition } from "../../support/problem.ts";

export interface ValuesDocument {
  readonly formatVersion: 1;
  readonly addon: string;
  readonly results: readonly ValuesResult[];
}

/** The same for all these clusters; `leaves` only when they were asked for. */
interface ValuesResult {
  readonly clusters: ValuesGroup["clusters"];
  readonly values: JsonObject;
  readonly leaves?: readonly LeafRecord[];
}

interface LeafRecord {
  readonly path: readonly string[];
  readonly value: JsonValue;
  readonly state: "known" | "unknown";
  readonly origin: OriginRecord;
  readonly overrides: readonly OriginRecord[];
}

/** `source: "chart"` has no place. */
interface OriginRecord {
  readonly source: "layer" | "chart";
  readonly at?: SourcePosition;
  readonly path: readonly string[];
  readonly written: JsonValue;
  readonly references: ShownOrigin["references"];
}

export function valuesDocument(
  addon: string,
  groups: readonly ValuesGroup[],
  leaves: "with-leaves" | "without-leaves",
): ValuesDocument {
  return {
    formatVersion: 1,
    addon,
    results: groups.map((group) => ({
      clusters: group.clusters,
      values: group.values,
      ...(leaves === "with-leaves" && {
        leaves: group.leaves.map(({ path, value, state, origin, overrides }) => ({
          path,
          value,
          state,
          origin: originRecord(origin),
          overrides: overrides.map(originRecord),
        })),
      }),
    })),
  };
}

function originRecord({ at, path, written, references }: ShownOrigin): OriginRecord {
  if (at === undefined) return { source: "chart", path, written, references };
  return { source: "layer", at, path, written, references };
}
