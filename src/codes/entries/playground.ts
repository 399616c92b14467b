import type { CodeExplanation } from "../code-explanation.ts";

export const PLAYGROUND_CODES: readonly CodeExplanation[] = [];
