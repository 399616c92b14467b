import type { CodeExplanation } from "../code-explanation.ts";

export const GRAPH_CODES: readonly CodeExplanation[] = [
  {
    code: "GRAPH-DURATIONS",
    title: "The file after --durations is no result of a sync",
    why: [
      "`addons graph --durations FILE` takes the durations of add-ons from what `addons sync -o json` printed, and from nothing else.",
      "Write one with `addons sync --env ENV -o json=FILE`. Add-ons that the sync left as they were have no duration.",
    ],
    severity: "fixed",
  },
];
