import type { CodeExplanation } from "../code-explanation.ts";

export const MANIFEST_CODES: readonly CodeExplanation[] = [];
