import type { IgnoreRule } from "../manifest/environment.ts";
import { escapePointer } from "./field-path.ts";
import { manifestRules, ruleFor } from "./rules.ts";

/**
 * Fields of a server-side apply's conflict that ignore rules cover, as the API server spells them (`.spec.replicas`). `text` is what Helm
 * says; `today` is an ISO date.
 */
export function ignoredConflicts(text: string, rules: readonly IgnoreRule[], today: string): readonly string[] {
  const [, namespace, name = "", kind = "*"] = /\bobject ([^\s/]*)\/(\S+) [^\n]*?Kind=(\w+)/.exec(text) ?? [];
  const object = { apiVersion: "", kind, name, ...(namespace && { namespace }) };
  const fields = [...text.matchAll(/(?:: |^\s*- )(\.[^\s]+)$/gm)].map((match) => match[1] ?? "");
  return fields.filter((field) => {
    const difference = { object, pointer: pointerOf(field), owners: [] };
    return ruleFor(manifestRules(rules), difference, today).rule !== undefined;
  });
}

/** `.spec.containers[name="app"].image` as a JSON pointer; an element of a list is a segment that only `*` covers. */
function pointerOf(field: string): string {
  // Keys of these maps may hold dots, which are not marked.
  const map = /^\.(metadata)\.(labels|annotations)\.(.+)$|^\.(data)\.(.+)$/.exec(field);
  const segments =
    map?.slice(1) ?? [...field.matchAll(/\.([^.[\]]+)|(\[[^\]]*\])/g)].map(([, key, element]) => key ?? element);
  return segments.flatMap((segment) => (segment === undefined ? [] : [`/${escapePointer(segment)}`])).join("");
}
