import type { CodeExplanation } from "../code-explanation.ts";

export const LOCK_CODES: readonly CodeExplanation[] = [];
