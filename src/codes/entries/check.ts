import type { CodeExplanation } from "../code-explanation.ts";

export const CHECK_CODES: readonly CodeExplanation[] = [];
