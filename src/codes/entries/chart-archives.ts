import type { CodeExplanation } from "../code-explanation.ts";

export const CHART_ARCHIVE_CODES: readonly CodeExplanation[] = [];
