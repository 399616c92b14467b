import type { CodeExplanation } from "../code-explanation.ts";

export const HELM_CODES: readonly CodeExplanation[] = [];
