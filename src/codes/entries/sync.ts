import type { CodeExplanation } from "../code-explanation.ts";

export const SYNC_CODES: readonly CodeExplanation[] = [];
