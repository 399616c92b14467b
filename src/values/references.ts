import { isJsonObject } from "../support/json.ts";
import type { JsonScalar, JsonValue } from "../support/json.ts";
import { explainAbsence, nullValue, unfitValue } from "./explain-reference.ts";
import { joinParts } from "./parse-reference.ts";
import type { Reference } from "./parse-reference.ts";
import { referencePlan } from "./reference-plan.ts";
import type { ReferencePlan, TextPlan } from "./reference-plan.ts";
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

/** A reference to an input without data: what it stands for is not known. */
export interface UnreadReference {
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly input: string;
  /** `unread`: on purpose; `failed`: in vain, which was reported. */
  readonly why: "unread" | "failed";
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
  return { value: resolvePart(value, referencePlan(value), { scope, met, path: [] }), ...met };
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

interface Run extends Where {
  readonly scope: Scope;
  readonly path: (string | number)[];
}

/** What has no reference in it stays the object it is. */
function resolvePart(value: JsonValue, plan: ReferencePlan, run: Run): JsonValue {
  if (plan === undefined) return value;
  if (plan.kind === "text") return resolveText(plan, run);
  const inside = (step: string | number, part: JsonValue, inner: ReferencePlan): JsonValue => {
    run.path.push(step);
    const resolved = resolvePart(part, inner, run);
    run.path.pop();
    return resolved;
  };
  if (Array.isArray(value)) {
    const items = [...(value as readonly JsonValue[])];
    for (const { step, plan: inner } of plan.steps)
      items[Number(step)] = inside(step, items[Number(step)] ?? null, inner);
    return items;
  }
  const changed = plan.steps.map(({ step, plan: inner }): [string, JsonValue] => {
    const part = isJsonObject(value) ? value[step] : undefined;
    return [String(step), inside(step, part ?? null, inner)];
  });
  // Not by assignment: a key may be called __proto__.
  return isJsonObject(value) ? { ...value, ...Object.fromEntries(changed) } : value;
}

function resolveText({ text, pieces, broken }: TextPlan, run: Run): JsonValue {
  const [first] = pieces;
  if (pieces.length === 1 && typeof first === "object" && broken === undefined) {
    return resolveOne(first.reference, run.scope, { ...run, offset: first.offset, written: first.written });
  }
  let joined = "";
  for (const piece of pieces) {
    if (typeof piece === "string") joined += piece;
    else {
      const place = { ...run, offset: piece.offset, written: piece.written };
      joined += String(fitting(resolveOne(piece.reference, run.scope, place), piece.reference, place));
    }
  }
  if (broken === undefined) return joined;
  const { message, hint, offset } = broken;
  addFault(run, offset, { code: "MANIFEST-REFERENCE-SYNTAX", message, hint });
  return text;
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
    case "failed":
      met.unread.push({ path: [...path], offset, input: parts[0] ?? "", why: found.kind });
      return written;
    case "found":
      if (found.secrecy === "secret") leafTexts(found.value).forEach((text) => met.secrets.push(text));
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
