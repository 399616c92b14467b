import type { CodeExplanation } from "../code-explanation.ts";

export const REFERENCE_CODES: readonly CodeExplanation[] = [];
