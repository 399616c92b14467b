import type { CodeExplanation } from "../code-explanation.ts";

export const INIT_CODES: readonly CodeExplanation[] = [
  {
    code: "INIT-FILES-EXIST",
    title: "A file that init would write is there already with another text",
    why: [
      "init writes a project as a whole or not at all: its files name each other, and half of them beside others of the same name would not fit together. Nothing was written or changed.",
      "Start in an empty folder with `addons init FOLDER` and take over by hand what you want, or move the files that are named out of the way. When only the workflow is in the way, `--ci none` leaves it out.",
    ],
    severity: "fixed",
  },
];
