import type { CodeExplanation } from "../code-explanation.ts";

export const INPUT_CODES: readonly CodeExplanation[] = [];
