import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import type { YamlPath } from "../../../support/yaml-places.ts";
import type { SchemaNode } from "./schema-node.ts";
import type { Open } from "./unevaluated.ts";

/** One schema looking at one value. */
export interface Visit {
  readonly node: SchemaNode;
  readonly value: JsonValue;
  readonly path: YamlPath;
  readonly scope: Scope | undefined;
  readonly depth: number;
  /** Properties and items that no keyword has looked at; changes while the value is visited. */
  readonly open: Open;
  readonly walk: Walk;
}

/** Schemas on the way to a visit, the nearest first; `depth` is equal as long as they look at the same value. */
export interface Scope {
  readonly node: SchemaNode;
  readonly depth: number;
  readonly above: Scope | undefined;
}

/** How keywords go on. */
export interface Walk {
  /** Another schema on the same value; what it looks at counts as looked at when it has nothing against it. */
  self(at: Visit, node: SchemaNode): readonly SchemaError[];
  /** A schema on a part of the value. */
  part(at: Visit, part: ValuePart): readonly SchemaError[];
  /** A schema on the name of a property. */
  name(at: Visit, node: SchemaNode, name: string): readonly SchemaError[];
}

export interface ValuePart {
  readonly node: SchemaNode;
  readonly step: string | number;
  readonly value: JsonValue;
}

/** What is wrong with a value, found by one keyword. */
export interface SchemaError {
  readonly path: YamlPath;
  readonly keyword: string;
  /** The schema that the keyword stands in. */
  readonly schema: JsonObject;
  readonly value: JsonValue;
  /** The property that it is about. */
  readonly key?: string;
  /** For anyOf and oneOf: what is wrong by each alternative. */
  readonly alternatives?: readonly (readonly SchemaError[])[];
}

export function errorOf(
  { node, value, path }: Visit,
  keyword: string,
  more: Pick<SchemaError, "key" | "alternatives"> = {},
): SchemaError {
  return { path, keyword, schema: node.schema, value, ...more };
}

/** Stands for a value that is not known: every schema takes it. */
export const UNKNOWN: JsonObject = Object.freeze({});

export function holdsUnknown(value: JsonValue): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(holdsUnknown);
  return isJsonObject(value) && Object.values(value).some(holdsUnknown);
}
