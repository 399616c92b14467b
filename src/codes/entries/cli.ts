import type { CodeExplanation } from "../code-explanation.ts";

export const CLI_CODES: readonly CodeExplanation[] = [];
