import type { CodeExplanation } from "../code-explanation.ts";

export const KUBERNETES_CODES: readonly CodeExplanation[] = [];
