import type { CodeExplanation } from "../code-explanation.ts";

export const RELEASE_CODES: readonly CodeExplanation[] = [
  {
    code: "RELEASE-UNREADABLE",
    title: "A release record cannot be read",
    why: [
      "Helm keeps each revision in a Secret; this one was cut, or written by something else.",
      "`helm history` shows the other revisions. Delete this Secret to let sync go on from them.",
    ],
    severity: "fixed",
  },
  {
    code: "RELEASE-MANIFEST",
    title: "A rendered manifest is no YAML",
    why: [
      "The objects of a release are read from what its chart rendered, and this is no YAML with unique keys.",
      "Look at it with `helm get manifest` or `addons render`; the chart has to be corrected.",
    ],
    severity: "fixed",
  },
];
