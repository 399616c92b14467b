import type { CodeExplanation } from "../code-explanation.ts";

export const GRAPH_CODES: readonly CodeExplanation[] = [];
