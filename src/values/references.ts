import { isJsonObject } from "../support/json.ts";
import type { JsonScalar, JsonValue } from "../support/json.ts";
import { nearest } from "../support/nearest.ts";

/** What `${…}` may name in one cluster: `cluster.name`, `cluster.kubernetes`, `vars.region`, `vars."a.b"`. */
export type Names = ReadonlyMap<string, JsonScalar>;

/** A reference that cannot be resolved; `offset` is its `$` within the string at `path`. */
export interface ReferenceFault {
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly code: "MANIFEST-REFERENCE-UNKNOWN" | "MANIFEST-REFERENCE-SYNTAX";
  readonly message: string;
  readonly hint: string;
}

export interface Resolved {
  readonly value: JsonValue;
  readonly faults: readonly ReferenceFault[];
}

/** The names that values of one cluster may refer to. */
export function referenceNames(cluster: {
  readonly name: string;
  readonly kubernetes: string;
  readonly vars: Readonly<Record<string, JsonScalar>>;
}): Names {
  return new Map<string, JsonScalar>([
    ["cluster.name", cluster.name],
    ["cluster.kubernetes", cluster.kubernetes],
    ...Object.entries(cluster.vars).map(([name, value]) => [`vars.${quotePart(name)}`, value] as const),
  ]);
}

/**
 * Replaces `${name}` in every string below `value`, never in keys. A string that is one whole reference takes the type of
 * what it names; `$${` stands for `${`. What is put in is not looked at again.
 */
export function resolveReferences(value: JsonValue, names: Names): Resolved {
  const faults: ReferenceFault[] = [];
  const path: (string | number)[] = [];
  const inside = (step: string | number, part: JsonValue): JsonValue => {
    path.push(step);
    const resolved = visit(part);
    path.pop();
    return resolved;
  };
  const visit = (part: JsonValue): JsonValue => {
    if (typeof part === "string") {
      if (!part.includes("${")) return part;
      const resolved = resolveText(part, names);
      faults.push(...resolved.faults.map((fault) => ({ ...fault, path: [...path] })));
      return resolved.value;
    }
    if (Array.isArray(part)) return part.map((item: JsonValue, index) => inside(index, item));
    if (!isJsonObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, inside(key, inner)]));
  };
  return { value: visit(value), faults };
}

/** As `resolveReferences` for a field that is a text whatever is put in. */
export function resolveString(
  text: string,
  names: Names,
): { readonly text: string; readonly faults: readonly ReferenceFault[] } {
  const { value, faults } = resolveText(text, names);
  return { text: String(value), faults: faults.map((fault) => ({ ...fault, path: [] })) };
}

type TextFault = Omit<ReferenceFault, "path">;

function resolveText(
  text: string,
  names: Names,
): { readonly value: JsonScalar; readonly faults: readonly TextFault[] } {
  if (!text.includes("${")) return { value: text, faults: [] };
  const pieces: JsonScalar[] = [];
  const faults: TextFault[] = [];
  let from = 0;
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
    if (text[start - 1] === "$" && start > from) {
      pieces.push(`${text.slice(from, start - 1)}\${`);
      from = start + 2;
      continue;
    }
    if (start > from) pieces.push(text.slice(from, start));
    const reference = readReference(text, start);
    if (reference.fault !== undefined) return { value: text, faults: [...faults, reference.fault] };
    const known = names.get(reference.name);
    if (known === undefined) faults.push(unknownReference(reference.name, start, names));
    else pieces.push(known);
    from = reference.end;
  }
  if (from < text.length) pieces.push(text.slice(from));
  const [only] = pieces;
  return { value: pieces.length === 1 && only !== undefined ? only : pieces.map(String).join(""), faults };
}

type Read =
  | { readonly name: string; readonly end: number; readonly fault?: undefined }
  | { readonly fault: TextFault; readonly name?: undefined; readonly end?: undefined };

const REFERENCE = /\$\{((?:[A-Za-z0-9_-]+|"[^"{}]+")(?:\.(?:[A-Za-z0-9_-]+|"[^"{}]+"))*)\}/y;

function readReference(text: string, start: number): Read {
  REFERENCE.lastIndex = start;
  const match = REFERENCE.exec(text);
  if (match?.[1] !== undefined) {
    const parts = match[1].match(/"[^"]+"|[^.]+/g) ?? [];
    const name = parts.map((part) => (part.startsWith('"') ? quotePart(part.slice(1, -1)) : part)).join(".");
    return { name, end: REFERENCE.lastIndex };
  }
  const message =
    text.indexOf("}", start) < 0
      ? "the reference that starts here has no closing }"
      : "this is not a reference: only names are allowed between ${ and }";
  const hint =
    "write ${cluster.name}, ${cluster.kubernetes} or ${vars.NAME} (names with dots in quotes), or $${ for a literal ${";
  return { fault: { offset: start, code: "MANIFEST-REFERENCE-SYNTAX", message, hint } };
}

function unknownReference(name: string, offset: number, names: Names): TextFault {
  const known = [...names.keys()];
  const meant = nearest(name, known);
  const all = known.map((key) => `\${${key}}`).join(", ");
  const add = name.startsWith("vars.") ? `; or add ${name.slice(5)} to the cluster's vars` : "";
  return {
    offset,
    code: "MANIFEST-REFERENCE-UNKNOWN",
    message: `unknown reference \${${name}}`,
    hint: meant === undefined ? `known here: ${all}${add}` : `did you mean \${${meant}}? known here: ${all}${add}`,
  };
}

function quotePart(part: string): string {
  return /^[A-Za-z0-9_-]+$/.test(part) ? part : `"${part}"`;
}
