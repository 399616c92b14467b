import { nearest } from "../support/nearest.ts";
import type { CodeExplanation } from "./code-explanation.ts";
import { CODE_EXPLANATIONS } from "./code-explanations.ts";

/** The entry of a code, written as it is. */
export function explanationOf(code: string): CodeExplanation | undefined {
  return CODE_EXPLANATIONS.flatMap((group) => group.codes).find((entry) => entry.code === code);
}

/** The code that was probably meant by an unknown one. */
export function nearestCode(code: string): string | undefined {
  return nearest(
    code,
    CODE_EXPLANATIONS.flatMap((group) => group.codes).map((entry) => entry.code),
  );
}
