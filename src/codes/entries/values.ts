import type { CodeExplanation } from "../code-explanation.ts";

export const VALUES_CODES: readonly CodeExplanation[] = [];
