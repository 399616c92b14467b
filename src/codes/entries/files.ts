import type { CodeExplanation } from "../code-explanation.ts";

export const FILE_CODES: readonly CodeExplanation[] = [];
