import type { CodeExplanation } from "../code-explanation.ts";

export const CHART_CODES: readonly CodeExplanation[] = [];
