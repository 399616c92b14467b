import type { CodeExplanation } from "../code-explanation.ts";

export const RELEASE_CODES: readonly CodeExplanation[] = [];
