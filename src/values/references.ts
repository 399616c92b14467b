import { isJsonObject } from "../support/json.ts";
import type { JsonScalar, JsonValue } from "../support/json.ts";
import { explainAbsence, nullValue, unfitValue } from "./explain-reference.ts";
import { joinParts, parseReference } from "./parse-reference.ts";
import type { Reference } from "./parse-reference.ts";
import { lookUp } from "./scope.ts";
import type { Lookup, Scope } from "./scope.ts";
import { leafTexts } from "./secret-strings.ts";

/** A reference that cannot be resolved; `offset` is its `$` within the string at `path`. */
export interface ReferenceFault {
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly code: "MANIFEST-REFERENCE-UNKNOWN" | "MANIFEST-REFERENCE-SYNTAX" | "MANIFEST-REFERENCE-TYPE";
  readonly message: string;
  readonly hint: string;
}

/** A reference to an input that was not read: what it stands for is not known. */
export interface UnreadReference {
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly input: string;
}

/** What was met while references were resolved. */
export interface Met {
  readonly faults: readonly ReferenceFault[];
  /** Where the text of a reference still stands, as it was written. */
  readonly unread: readonly UnreadReference[];
  /** Texts that were put in and that no output may show. */
  readonly secrets: readonly string[];
}

export interface Resolved extends Met {
  readonly value: JsonValue;
}

/**
 * Replaces `${name}` in every string below `value`, never in keys. A string that is one whole reference becomes what it
 * names, of whatever type, maps and lists too; inside a longer text only texts, numbers, true and false are put in.
 * `$${` stands for `${`. What is put in is not looked at again, and nothing is ever run.
 */
export function resolveReferences(value: JsonValue, scope: Scope): Resolved {
  const met: Collected = { faults: [], unread: [], secrets: [] };
  const path: (string | number)[] = [];
  const inside = (step: string | number, part: JsonValue): JsonValue => {
    path.push(step);
    const resolved = visit(part);
    path.pop();
    return resolved;
  };
  const visit = (part: JsonValue): JsonValue => {
    if (typeof part === "string") return part.includes("${") ? resolveText(part, scope, { met, path }) : part;
    if (Array.isArray(part)) return part.map((item: JsonValue, index) => inside(index, item));
    if (!isJsonObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, inside(key, inner)]));
  };
  return { value: visit(value), ...met };
}

/** As `resolveReferences` for a field that is a text whatever is put in. */
export function resolveString(text: string, scope: Scope): Met & { readonly text: string } {
  const { value, ...met } = resolveReferences(text, scope);
  if (typeof value !== "object") return { text: String(value), ...met };
  const message = `a text is needed here, but this is ${value === null ? "null" : isJsonObject(value) ? "a map" : "a list"}`;
  const hint = "name a text, or one item of it";
  const fault = { path: [], offset: 0, code: "MANIFEST-REFERENCE-TYPE", message, hint } as const;
  return { text, ...met, faults: [...met.faults, fault] };
}

interface Collected {
  readonly faults: ReferenceFault[];
  readonly unread: UnreadReference[];
  readonly secrets: string[];
}

interface Where {
  readonly met: Collected;
  readonly path: readonly (string | number)[];
}

function resolveText(text: string, scope: Scope, where: Where): JsonValue {
  const pieces: JsonScalar[] = [];
  let from = 0;
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
    if (text[start - 1] === "$" && start > from) {
      pieces.push(`${text.slice(from, start - 1)}\${`);
      from = start + 2;
      continue;
    }
    if (start > from) pieces.push(text.slice(from, start));
    const reference = parseReference(text, start);
    if (reference.kind === "broken") {
      const { message, hint } = reference;
      addFault(where, start, { code: "MANIFEST-REFERENCE-SYNTAX", message, hint });
      return text;
    }
    const whole = start === 0 && reference.end === text.length;
    const put = resolveOne(reference, scope, { ...where, offset: start, written: text.slice(start, reference.end) });
    if (whole) return put;
    pieces.push(fitting(put, reference, { ...where, offset: start }));
    from = reference.end;
  }
  return pieces.map(String).join("") + text.slice(from);
}

interface Place extends Where {
  readonly offset: number;
}

function resolveOne(
  { parts, fallback }: Reference,
  scope: Scope,
  place: Place & { readonly written: string },
): JsonValue {
  const { met, path, offset, written } = place;
  const found = lookUp(scope, parts);
  if (fallback !== undefined && takesDefault(found)) return fallback.value;
  switch (found.kind) {
    case "unread":
      met.unread.push({ path: [...path], offset, input: found.input });
      return written;
    case "failed":
      return written;
    case "found":
      if (found.secrecy === "secret") met.secrets.push(...leafTexts(found.value));
      if (found.value === null) addFault(place, offset, { code: "MANIFEST-REFERENCE-TYPE", ...nullValue(parts) });
      return found.value ?? written;
    case "no-root":
    case "absent":
      addFault(place, offset, { code: "MANIFEST-REFERENCE-UNKNOWN", ...explainAbsence(found, parts, scope) });
      return written;
  }
}

/** Nothing is there. What we know to be no name at all stays a mistake: a default would hide it for ever. */
function takesDefault(found: Lookup): boolean {
  if (found.kind === "absent") return found.root.names === "open";
  return found.kind === "found" && (found.value === null || found.value === "");
}

/** What can be a part of a longer text. */
function fitting(put: JsonValue, { parts }: Reference, place: Place): JsonScalar {
  if (typeof put !== "object") return put;
  addFault(place, place.offset, { code: "MANIFEST-REFERENCE-TYPE", ...unfitValue(put, parts) });
  return `\${${joinParts(parts)}}`;
}

function addFault({ met, path }: Where, offset: number, fault: Omit<ReferenceFault, "path" | "offset">): void {
  met.faults.push({ path: [...path], offset, ...fault });
}
