import type { CodeExplanation } from "../code-explanation.ts";

export const KUBE_CODES: readonly CodeExplanation[] = [];
