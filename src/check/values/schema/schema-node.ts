import type { JsonObject, JsonValue } from "../../../support/json.ts";
import type { Draft } from "./draft.ts";
import type { FormatCheck } from "./formats.ts";
import type { GoRegExp } from "./go-regexp.ts";

/** A schema with its keywords resolved; what its draft does not know is not there. */
export interface SchemaNode {
  /** URL of the document and pointer in it. */
  readonly location: string;
  readonly draft: Draft;
  readonly schema: JsonObject;
  /** For `true`, `false` and the empty schema. */
  readonly always?: "valid" | "invalid";
  /** The node that begins the resource this one belongs to. */
  readonly resource: SchemaNode;
  /** Of a node that begins a resource. */
  readonly dynamicAnchors: ReadonlyMap<string, SchemaNode>;
  readonly types?: readonly string[];
  readonly constant?: JsonValue;
  readonly enumeration?: readonly JsonValue[];
  readonly pattern?: GoRegExp;
  readonly format?: { readonly name: string; readonly check: FormatCheck };
  readonly ref?: SchemaNode;
  readonly recursiveRef?: SchemaNode;
  readonly dynamicRef?: { readonly node: SchemaNode; readonly anchor: string | undefined };
  readonly not?: SchemaNode;
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  /** `if`, `then`, `else`. */
  readonly condition?: {
    readonly when: SchemaNode;
    readonly met: SchemaNode | undefined;
    readonly unmet: SchemaNode | undefined;
  };
  readonly properties?: ReadonlyMap<string, SchemaNode>;
  readonly patternProperties?: readonly { readonly pattern: GoRegExp; readonly node: SchemaNode }[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  /** By the property that brings them into play. */
  readonly dependencies?: readonly { readonly key: string; readonly needs: readonly string[] | SchemaNode }[];
  /** By position, then for the rest. */
  readonly tuple?: readonly SchemaNode[];
  readonly restItems?: boolean | SchemaNode;
  readonly contains?: SchemaNode;
  readonly unevaluatedProperties?: SchemaNode;
  readonly unevaluatedItems?: SchemaNode;
  /** `required`. */
  readonly required?: readonly string[];
}

/** While it is made. */
export type OpenNode = { -readonly [Key in keyof SchemaNode]: SchemaNode[Key] };
