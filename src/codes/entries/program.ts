import type { CodeExplanation } from "../code-explanation.ts";

export const PROGRAM_CODES: readonly CodeExplanation[] = [];
