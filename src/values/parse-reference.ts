import { isJsonObject } from "../support/json.ts";
import type { JsonScalar } from "../support/json.ts";
import { readYamlSource } from "../support/yaml-source.ts";

/** One `${…}` within a string. */
export interface Reference {
  readonly kind: "reference";
  readonly parts: readonly string[];
  /** What stands behind `:-`. */
  readonly fallback?: { readonly value: JsonScalar };
  /** Offset behind the closing brace. */
  readonly end: number;
}

/** What is wrong between `${` and `}`. */
export interface BrokenReference {
  readonly kind: "broken";
  readonly message: string;
  readonly hint: string;
}

const PART = String.raw`(?:[A-Za-z0-9_-]+|"[^"{}]+")`;
const FALLBACK = String.raw`"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'|[^{}"']*`;
const REFERENCE = new RegExp(String.raw`\$\{(${PART}(?:\.${PART})*)(?::-(${FALLBACK}))?\}`, "y");

/** Reads the reference whose `$` is at `start`: names with dots between them, and perhaps a default. */
export function parseReference(text: string, start: number): Reference | BrokenReference {
  REFERENCE.lastIndex = start;
  const match = REFERENCE.exec(text);
  const [, names, fallback] = match ?? [];
  if (names === undefined) return explain(text.slice(start));
  const parts = (names.match(/"[^"]+"|[^."]+/g) ?? []).map((part) => (part.startsWith('"') ? part.slice(1, -1) : part));
  const found = { kind: "reference", parts, end: REFERENCE.lastIndex } as const;
  if (fallback === undefined) return found;
  const read = readFallback(fallback, joinParts(parts));
  return read.kind === "broken" ? read : { ...found, fallback: { value: read.value } };
}

/** The parts of a name as it stands in a reference, `a."b.c".0`; undefined for what is none. */
export function parseName(written: string): readonly string[] | undefined {
  const read = parseReference(`\${${written}}`, 0);
  return read.kind === "reference" && read.fallback === undefined && read.end === written.length + 3
    ? read.parts
    : undefined;
}

/** Parts as a reference has them: those that are no plain names in quotes. */
export function joinParts(parts: readonly string[]): string {
  return parts.map((part) => (/^[A-Za-z0-9_-]+$/.test(part) ? part : `"${part}"`)).join(".");
}

type Fallback = { readonly kind: "value"; readonly value: JsonScalar } | BrokenReference;

/** A default means what the same text means as a YAML value, so that `3` is a number and `"3"` a text. */
function readFallback(text: string, name: string): Fallback {
  if (text.trim() === "") {
    return {
      kind: "broken",
      message: "the default after :- is missing",
      hint: `write \${${name}:-""} for an empty text, \${${name}:-null} for none`,
    };
  }
  if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && !/^(?:true|false|null)$/i.test(text))
    return { kind: "value", value: text };
  const read = readYamlSource(text, "");
  const hint = `put it in quotes: \${${name}:-"…"}`;
  if (read.kind === "broken") {
    const why = read.problems[0]?.message ?? "it is no YAML";
    return { kind: "broken", message: `the default after :- cannot be read: ${why}`, hint };
  }
  const { data } = read.source;
  if (!isJsonObject(data) && !Array.isArray(data)) return { kind: "value", value: data as JsonScalar };
  return { kind: "broken", message: "the default after :- must be a text, a number, true, false or null", hint };
}

function explain(text: string): BrokenReference {
  const end = text.indexOf("}");
  if (end < 0) {
    return {
      kind: "broken",
      message: "the reference that starts here has no closing }",
      hint: "close it, or write $${ for a literal ${",
    };
  }
  const inside = text.slice(2, end);
  return {
    kind: "broken",
    message: "this is not a reference: only names are allowed between ${ and }",
    hint: INSTEAD.find(([signs]) => signs.test(inside))?.[1] ?? FORMS,
  };
}

const FORMS =
  "write ${cluster.name}, ${vars.NAME} or ${INPUT.NAME} (names with dots in quotes), or $${ for a literal ${";

/** What people write who know another notation. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/\[\d+\]/, "items of lists are named by number, from 0: ${INPUT.NAME.0}"],
  [/\[["']/, 'names with dots or slashes stand in quotes: ${INPUT."a.b/c"}'],
  [/:[^-]|[^:]-$|\|\||\?/, "a default stands behind :- as in ${INPUT.NAME:-none}"],
  [/:-.*\$\{/, "a default is a plain value, no reference: ${INPUT.NAME:-none}"],
  [/^\s|\s$/, "write it without spaces: ${vars.NAME}"],
];
