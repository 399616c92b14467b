import type { JsonValue } from "../../support/json.ts";

export type JsonRead =
  | { readonly kind: "data"; readonly data: JsonValue }
  | {
      readonly kind: "broken";
      readonly message: string;
      readonly place: { readonly line: number; readonly column: number };
    };

/** Strict JSON, a byte order mark allowed. Faults have a place and none of the text's words. */
export function parseJson(withMark: string): JsonRead {
  const text = withMark.replace(/^\u{feff}/u, "");
  const tooDeep = deeperThan(text, MAX_DEPTH);
  if (tooDeep !== undefined) {
    return { kind: "broken", message: `it is nested deeper than ${MAX_DEPTH} levels`, place: placeOf(text, tooDeep) };
  }
  let inexact: string | undefined;
  const check = (_key: string, value: unknown, { source }: { readonly source?: string }): unknown => {
    if (typeof value === "number" && source !== undefined && !isExact(value, source)) inexact ??= source;
    return value;
  };
  try {
    // Only a long number can be inexact, and looking at each costs ten times the parsing.
    const hasLong = /\d{16}|\d[eE][+-]?\d{3}/.test(text);
    const data = hasLong ? (JSON.parse as ParseWithSource)(text, check) : (JSON.parse(text) as JsonValue);
    if (inexact === undefined) return { kind: "data", data };
    const message = "a number cannot be kept exactly (whole numbers are kept up to 9007199254740991)";
    return { kind: "broken", message, place: placeOf(text, tokenAt(text, inexact)) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const offset = firstWrongToken(text) ?? Number(/ at position (\d+)/.exec(error.message)?.[1] ?? text.length);
    const message = offset >= text.trimEnd().length ? "it ends before the JSON is complete" : "here it is not JSON";
    return { kind: "broken", message, place: placeOf(text, Math.min(offset, text.trimEnd().length)) };
  }
}

/** Nothing that people or programs name is near this. */
const MAX_DEPTH = 100;

/** Offset of the first bracket below so many others; one pass, whatever the text. */
function deeperThan(text: string, most: number): number | undefined {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (inText && sign === "\\") index++;
    else if (sign === '"') inText = !inText;
    else if (!inText) depth += STEPS[sign ?? ""] ?? 0;
    if (depth > most) return index;
  }
  return undefined;
}

const STEPS: Readonly<Record<string, number>> = { "[": 1, "{": 1, "]": -1, "}": -1 };

/** ES2026; the type library does not know the third argument of the reviver yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => JsonValue;

function isExact(value: number, source: string): boolean {
  return /[.eE]/.test(source) ? Number.isFinite(value) : Number.isSafeInteger(value);
}

const TOKEN =
  // oxlint-disable-next-line no-control-regex -- what JSON allows in strings
  /\s*(?:"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)|[{}[\],:])/y;

/** Offset of the first text that is no part of JSON; undefined when only their order is wrong. */
function firstWrongToken(text: string): number | undefined {
  let end = 0;
  for (const token of tokens(text)) end = token.end;
  const rest = text.slice(end);
  return rest.trim() === "" ? undefined : end + rest.length - rest.trimStart().length;
}

function tokenAt(text: string, wanted: string): number {
  for (const { start, end } of tokens(text)) if (text.slice(start, end) === wanted) return start;
  return 0;
}

function* tokens(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let from = 0;
  for (;;) {
    TOKEN.lastIndex = from;
    const match = TOKEN.exec(text);
    if (match === null) return;
    from = TOKEN.lastIndex;
    yield { start: from - match[0].trimStart().length, end: from };
  }
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
