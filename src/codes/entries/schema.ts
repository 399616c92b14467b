import type { CodeExplanation } from "../code-explanation.ts";

export const SCHEMA_CODES: readonly CodeExplanation[] = [
  {
    code: "SCHEMA-NO-CHART",
    title: "The chart of an add-on is not on this computer",
    why: [
      "`addons schema --addon NAME` makes a schema of the chart's own one or of its default values, and reads charts only from this computer: from the project, from charts/vendor, or from the cache.",
      "Lock the add-on with `addons lock` when it is not locked yet; `addons render` fetches a chart that is locked and not in the cache.",
    ],
    severity: "fixed",
  },
];
