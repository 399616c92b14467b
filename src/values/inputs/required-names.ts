import { explainAbsence } from "../explain-reference.ts";
import { joinParts, parseName } from "../parse-reference.ts";
import { lookUp } from "../scope.ts";
import type { KnownRoot } from "../scope.ts";

export interface MissingName {
  /** Index in `require`. */
  readonly index: number;
  readonly message: string;
  readonly hint: string;
}

/** Names that an input must have and has not, or has without a value. */
export function missingNames(input: string, require: readonly string[], root: KnownRoot): readonly MissingName[] {
  const scope = new Map([[input, root]]);
  return require.flatMap((written, index): MissingName[] => {
    const parts = [input, ...(parseName(written) ?? [written])];
    const found = lookUp(scope, parts);
    const isThere = found.kind === "found" && found.value !== null && found.value !== "";
    if (isThere) return [];
    const what = joinParts(parts.slice(1));
    if (found.kind !== "absent")
      return [{ index, message: `${what} has no value in it`, hint: "give it one, or require it no longer" }];
    const { message, hint } = explainAbsence(found, parts, scope);
    const why = message.split(": ").slice(1).join(": ");
    return [{ index, message: why === "" ? `${what} is not in it` : why, hint }];
  });
}
