import { nearest } from "../support/nearest.ts";
import type { CodeExplanation } from "./code-explanation.ts";
import { CODE_EXPLANATIONS } from "./code-explanations.ts";

/** The entry of a code in any case; `nearest` is the code that was probably meant. */
export function findCode(
  code: string,
): { readonly found: CodeExplanation } | { readonly found: undefined; readonly nearest?: string } {
  const wanted = code.trim().toUpperCase();
  const all = allCodes();
  const found = all.find((entry) => entry.code === wanted);
  if (found !== undefined) return { found };
  const near = nearest(
    wanted,
    all.map((entry) => entry.code),
  );
  return { found: undefined, ...(near === undefined ? {} : { nearest: near }) };
}

export function allCodes(): readonly CodeExplanation[] {
  return CODE_EXPLANATIONS.flatMap((group) => group.codes);
}
