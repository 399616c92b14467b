import { Document, isMap, isScalar, type Node } from "yaml";
import type { ShownLeaf, ValuesGroup } from "../../compare/values-of-addon.ts";
import type { LeafPath } from "../../values/leaf-paths.ts";
import { clustersText, placeAndReferences } from "./values-words.ts";

export interface YamlStyle {
  /** `places`: each leaf with a comment that says where it comes from. */
  readonly comments: "none" | "places";
}

/**
 * Values as a values file: keys in the order of code units, and texts in quotes that a reader of YAML 1.1 or 1.2 would take for something
 * else. One document per group of clusters, with its clusters in a comment when there are several groups.
 */
export function valuesYaml(groups: readonly ValuesGroup[], style: YamlStyle): string {
  const documents = groups.map((group) => {
    const title = groups.length > 1 ? `# ${clustersText(group.clusters)}\n` : "";
    return title + valuesDocument(group, style);
  });
  return documents.join("---\n");
}

function valuesDocument({ values, leaves }: ValuesGroup, { comments }: YamlStyle): string {
  const document = new Document(values, {
    compat: "yaml-1.1",
    sortMapEntries: byCodeUnit,
    aliasDuplicateObjects: false,
  });
  for (const leaf of leaves) {
    if (comments === "places" || leaf.state === "unknown") comment(document, leaf, comments);
  }
  return document.toString({ lineWidth: 0 });
}

function byCodeUnit(left: { readonly key: unknown }, right: { readonly key: unknown }): number {
  const [a, b] = [keyText(left.key), keyText(right.key)];
  return a < b ? -1 : Number(a > b);
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** Behind a scalar; above the key of a list or map, which goes over several lines. */
function comment(document: Document, { path, origin, state }: ShownLeaf, comments: YamlStyle["comments"]): void {
  const words = [
    state === "unknown" ? "not known: the input was not read" : "",
    comments === "places" ? placeAndReferences(origin) : "",
  ];
  const text = ` ${words.filter((word) => word !== "").join("; ")}`;
  const node = document.getIn(path, true) as Node | undefined;
  if (isScalar(node) && !String(node.value).includes("\n")) node.comment = text;
  else keyAt(document, path, (key) => (key.commentBefore = text));
}

function keyAt(document: Document, path: LeafPath, found: (key: Node) => void): void {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(map) ? map.items.find(({ key }) => keyText(key) === path.at(-1)) : undefined;
  if (pair !== undefined) found(pair.key as Node);
}
