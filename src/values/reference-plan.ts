import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import { parseReference } from "./parse-reference.ts";
import type { BrokenReference, Reference } from "./parse-reference.ts";

/** Where the references of a value stand, read once however many clusters resolve them. Undefined: there is none. */
export type ReferencePlan = TextPlan | InsidePlan | undefined;

/** A string with references, cut up. */
export interface TextPlan {
  readonly kind: "text";
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** The first thing that is no reference; what follows was not read. */
  readonly broken?: BrokenReference & { readonly offset: number };
}

/** Literal text, or a reference with its `$` at `offset`; `written` is all of it. */
export type Piece = string | { readonly reference: Reference; readonly offset: number; readonly written: string };

/** A map or list with references somewhere below these keys or indexes. */
export interface InsidePlan {
  readonly kind: "inside";
  readonly steps: readonly { readonly step: string | number; readonly plan: TextPlan | InsidePlan }[];
}

const known = new WeakMap<object, { readonly plan: ReferencePlan }>();

/** The plan of a value, which is readonly: one object has one plan. */
export function referencePlan(value: JsonValue): ReferencePlan {
  if (typeof value === "string") return value.includes("${") ? textPlan(value) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const before = known.get(value);
  if (before !== undefined) return before.plan;
  const plan = insidePlan(value);
  known.set(value, { plan });
  return plan;
}

function insidePlan(value: JsonValue): InsidePlan | undefined {
  const inner: readonly (readonly [string | number, JsonValue])[] = Array.isArray(value)
    ? [...(value as readonly JsonValue[]).entries()]
    : Object.entries(isJsonObject(value) ? value : {});
  const steps = inner.flatMap(([step, part]) => {
    const plan = referencePlan(part);
    return plan === undefined ? [] : [{ step, plan }];
  });
  return steps.length === 0 ? undefined : { kind: "inside", steps };
}

function textPlan(text: string): TextPlan {
  const pieces: Piece[] = [];
  let from = 0;
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
    if (text[start - 1] === "$" && start > from) {
      pieces.push(`${text.slice(from, start - 1)}\${`);
      from = start + 2;
      continue;
    }
    if (start > from) pieces.push(text.slice(from, start));
    const reference = parseReference(text, start);
    if (reference.kind === "broken") return { kind: "text", text, pieces, broken: { ...reference, offset: start } };
    pieces.push({ reference, offset: start, written: text.slice(start, reference.end) });
    from = reference.end;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return { kind: "text", text, pieces };
}
