import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import { acceptReferences } from "./accept-references.ts";
import { descriptionOf } from "./description-of.ts";

export interface Inference {
  readonly comment: (path: YamlPath) => string | undefined;
  /** `types`: there is nothing else to judge by. `words-only`: the chart's own schema judges, this adds comments and defaults. */
  readonly judge: "types" | "words-only";
}

/** A schema of a chart's default values: keys, types, defaults, and comments as descriptions. Other keys stay allowed. */
export function inferSchema(defaults: JsonObject, inference: Inference): JsonObject {
  return { ...mapSchema(defaults, [], inference), ...described([], inference) };
}

function valueSchema(value: JsonValue, path: YamlPath, inference: Inference): JsonObject {
  const shape = shapeOf(value, path, inference);
  const own = inference.judge === "types" ? acceptReferences(shape, "part") : shape;
  return { ...described(path, inference), ...own, ...startOf(value) };
}

function described(path: YamlPath, { comment }: Inference): JsonObject {
  const description = descriptionOf(comment(path) ?? "");
  return description === "" ? {} : { description };
}

/** Maps and lists with something in them would only fill the screen. */
function startOf(value: JsonValue): JsonObject {
  if (value === null || value === "") return {};
  const isLong = typeof value === "object" && Object.keys(value).length > 0;
  return isLong ? {} : { default: value };
}

function shapeOf(value: JsonValue, path: YamlPath, inference: Inference): JsonObject {
  // An empty map, as an empty text, tells nothing: charts take texts and lists in its place.
  if (isJsonObject(value)) return Object.keys(value).length === 0 ? {} : mapSchema(value, path, inference);
  const types = typesOf(value, String(path.at(-1) ?? ""));
  return inference.judge === "words-only" || types.length === 0 ? {} : { type: types };
}

function mapSchema(map: JsonObject, path: YamlPath, inference: Inference): JsonObject {
  const properties = Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, valueSchema(value, [...path, key], inference)]),
  );
  return {
    ...(inference.judge === "types" && { type: "object" }),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

/** What a default tells about what may stand in its place; an empty one tells nothing. */
function typesOf(value: JsonValue, key: string): readonly string[] {
  if (Array.isArray(value)) return ["array"];
  if (typeof value === "boolean") return ["boolean"];
  if (typeof value === "number") return NUMBER_OR_TEXT.test(key) ? ["number", "string"] : ["number"];
  if (typeof value === "string" && value !== "") return NUMBER_OR_TEXT.test(key) ? ["string", "number"] : ["string"];
  return [];
}

/** Keys whose values Kubernetes takes as a number and as text: ports by name, shares in per cent, quantities. */
const NUMBER_OR_TEXT =
  /port$|^(?:max|min)(?:unavailable|available|surge)$|^(?:cpu|memory|storage|ephemeral-storage|size)$/i;
