import type { CodeExplanation } from "../code-explanation.ts";

export const DRIFT_CODES: readonly CodeExplanation[] = [];
