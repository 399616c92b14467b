import type { DefinitionFact } from "./rendered-facts.ts";
import { mapsAt, textAt } from "./tree.ts";

/** What a CustomResourceDefinition defines; undefined for every other object. */
export function readDefinition(object: unknown): DefinitionFact | undefined {
  if (textAt(object, "kind") !== "CustomResourceDefinition") return undefined;
  const group = textAt(object, "spec", "group");
  const kind = textAt(object, "spec", "names", "kind");
  if (group === undefined || kind === undefined) return undefined;
  const served = mapsAt(object, "spec", "versions").filter((version) => version["served"] !== false);
  const only = textAt(object, "spec", "version");
  return {
    group,
    kind,
    plural: textAt(object, "spec", "names", "plural") ?? "",
    scope: textAt(object, "spec", "scope") === "Cluster" ? "Cluster" : "Namespaced",
    versions: [...served.flatMap((version) => textAt(version, "name") ?? []), ...(only === undefined ? [] : [only])],
  };
}

/**
 * A definition's text without the schemas of its versions: they are nearly all of it (800 kB for some), and no fact. Lines
 * below a `schema:` or `validation:` key are left out; what else has such a key loses nothing that is read here.
 */
export function withoutSchemas(document: string): string {
  if (document.length < 4096 || !/^kind: *["']?CustomResourceDefinition["']? *$/m.test(document)) return document;
  const kept: string[] = [];
  let dropBelow = -1;
  for (const line of document.split("\n")) {
    const indent = line.search(/\S/);
    if (dropBelow >= 0 && (indent < 0 || indent > dropBelow || line[indent] === "#")) continue;
    const found = /^( *(?:- )?)(?:schema|validation): *$/.exec(line);
    dropBelow = found?.[1]?.length ?? -1;
    if (found === null) kept.push(line);
    else kept.push(`${line.trimEnd()} null`);
  }
  return kept.join("\n");
}
