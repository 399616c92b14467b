import type { CodeExplanation } from "../code-explanation.ts";

export const YAML_CODES: readonly CodeExplanation[] = [];
