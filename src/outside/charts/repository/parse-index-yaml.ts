import { type Document, isMap, isScalar, parseDocument, visit, type YAMLMap } from "yaml";

/**
 * A document of an index, or of a part of it, or what is wrong with it in one line. A key that stands twice in one map is
 * wrong, as for Helm; the parser itself would compare each with each.
 */
export function parseIndexYaml(text: string): { readonly document: Document } | { readonly problem: string } {
  try {
    const document = parseDocument(text, { uniqueKeys: false, merge: true, logLevel: "silent" });
    const [error] = document.errors;
    if (error !== undefined) return problemOf(error);
    const repeated = repeatedKey(document);
    return repeated === undefined ? { document } : { problem: `it has the key ${repeated.slice(0, 60)} twice` };
  } catch (error) {
    return problemOf(error);
  }
}

/** The first line: the others show a part of the file. */
export function problemOf(error: unknown): { readonly problem: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { problem: (message.split("\n")[0] ?? "").replace(/:$/, "") };
}

function repeatedKey(document: Document): string | undefined {
  let repeated: string | undefined;
  visit(document, {
    Collection(_, node) {
      if (isMap(node)) repeated = repeatedIn(node);
      return repeated === undefined ? undefined : visit.BREAK;
    },
  });
  return repeated;
}

function repeatedIn({ items }: YAMLMap): string | undefined {
  const seen = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key) || key.value === "<<") continue;
    if (seen.has(key.value)) return String(key.value);
    seen.add(key.value);
  }
  return undefined;
}
