import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import { compileKeywords } from "./compile-keywords.ts";
import type { Compiling } from "./compile-keywords.ts";
import { collectReferred, resourceAt } from "./schema-document.ts";
import type { SchemaDocument } from "./schema-document.ts";
import type { OpenNode, SchemaNode } from "./schema-node.ts";
import { lookUp } from "./schema-url.ts";

export type CompileRequest = Pick<Compiling, "store" | "engine" | "formats"> & {
  /** Called for a part that only a reference leads to: nobody has looked at it before. */
  readonly referred: (part: JsonValue, document: SchemaDocument, pointer: string) => void;
};

/**
 * The schema at the root of a document with all that it leads to. Throws SchemaFault for a reference that leads nowhere or
 * outside and for what is no regular expression, and EngineNeeded.
 */
export function compileSchema(url: string, request: CompileRequest): SchemaNode {
  const nodes = new Map<string, OpenNode>();
  const queue: { readonly node: OpenNode; readonly url: string; readonly pointer: string }[] = [];
  const nodeAt = (document: string, pointer: string): SchemaNode => {
    const location = `${document}#${pointer}`;
    const known = nodes.get(location);
    if (known !== undefined) return known;
    // The rest is filled in when its turn comes.
    const node = { location } as OpenNode;
    nodes.set(location, node);
    queue.push({ node, url: document, pointer });
    return node;
  };
  const root = nodeAt(url, "");
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    fill(next.node, { url: next.url, pointer: next.pointer }, { ...request, nodeAt });
  }
  return root;
}

function fill(
  node: OpenNode,
  { url, pointer }: { readonly url: string; readonly pointer: string },
  context: CompileRequest & Pick<Compiling, "nodeAt">,
): void {
  const document = context.store.document(url);
  const data = lookUp(document.data, pointer);
  if (collectReferred(pointer, { document, draftOf: context.store.draftOf })) context.referred(data, document, pointer);
  const resource = resourceAt(document, pointer);
  node.draft = resource.draft;
  node.schema = isJsonObject(data) ? data : {};
  node.resource = context.nodeAt(url, resource.pointer);
  node.dynamicAnchors = new Map(
    pointer !== resource.pointer || resource.draft < 2020
      ? []
      : [...resource.dynamicAnchors].map((anchor) => [
          anchor,
          context.nodeAt(url, resource.anchors.get(anchor) ?? pointer),
        ]),
  );
  if (data === false) node.always = "invalid";
  else if (isConstrained(data)) compileKeywords(node, data, { ...context, document, resource, pointer });
  else node.always = "valid";
}

function isConstrained(data: JsonValue): data is JsonObject {
  return isJsonObject(data) && Object.keys(data).length > 0;
}
