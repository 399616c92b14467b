import type { JsonValue } from "../support/json.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { InputNotes } from "./input-notes.ts";
import { resolveReferences, resolveString } from "../values/references.ts";
import type { Met, ReferenceFault } from "../values/references.ts";
import type { Scope } from "../values/scope.ts";

/** Resolves references for one cluster: faults are reported at their places, secrets and inputs that were not read are noted. */
export interface Resolver {
  /** `unknown`: paths of strings that hold what was not read; the text of the reference still stands there. */
  value(value: JsonValue, placeOf: PlaceOf): { readonly value: JsonValue; readonly unknown: readonly YamlPath[] };
  /** For a field that is a text. Of use only when `known`: `unknown` rests on an input that was not read, `wrong` was reported. */
  text(text: string, placeOf: PlaceOf): { readonly text: string; readonly state: "known" | "unknown" | "wrong" };
}

/** Where the character at `offset` of the string at `path` stands. */
export type PlaceOf = (path: YamlPath, offset: number) => SourcePosition;

export interface ResolverOptions {
  readonly report: (problem: Problem) => void;
  readonly notes: InputNotes;
}

export function createResolver(scope: Scope, { report, notes }: ResolverOptions): Resolver {
  const note = ({ faults, secrets, unread }: Met, placeOf: PlaceOf): void => {
    for (const fault of faults) report(referenceProblem(fault, placeOf(fault.path, fault.offset)));
    for (const { input, path, offset, why } of unread) if (why === "unread") notes.unread(input, placeOf(path, offset));
    notes.secrets(secrets);
  };
  return {
    value(value, placeOf) {
      const resolved = resolveReferences(value, scope);
      note(resolved, placeOf);
      return { value: resolved.value, unknown: resolved.unread.map(({ path }) => path) };
    },
    text(text, placeOf) {
      const resolved = resolveString(text, scope);
      note(resolved, placeOf);
      const known = resolved.unread.length > 0 ? "unknown" : "known";
      return { text: resolved.text, state: resolved.faults.length > 0 ? "wrong" : known };
    },
  };
}

export function referenceProblem(fault: ReferenceFault, at: SourcePosition): Problem {
  const { code, message, hint } = fault;
  return { code, severity: "error", message, hint, at };
}
