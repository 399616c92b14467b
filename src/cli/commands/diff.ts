import { command } from "../command.ts";

export const diffCommand = command({
  name: "diff",
  summary: "show what differs between two environments, or two commits of one",
  operands: "A [B]",
  maxOperands: 2,
  flags: ["cluster", "var", "inputs", "exitZero", "output"],
  formats: ["text", "json", "markdown"],
  details: [
    "A and B are environments, or ENVIRONMENT@COMMIT for one as a commit has it. With A@COMMIT alone, B is the same environment as its files are now.",
    "Shows add-ons, charts, versions, pins, settings and every value that differs, with its places. Clusters are compared by their names.",
    "What differs only because a var or the cluster's name does is named in one line; -v shows it.",
    "Needs no cluster and no network. Exits 2 when something differs. Secrets are compared and not shown.",
    "For a commit no program is run and no variable is read for inputs; what depends on them is told.",
  ],
  examples: [
    { command: "addons diff staging prod", does: "what prod has that staging has not, and the other way round" },
    { command: "addons diff prod@main prod", does: "what this branch changes in prod" },
    { command: "addons diff prod@HEAD~1 prod@HEAD -o markdown", does: "the last commit, for a pull request" },
    { command: "addons diff staging prod --exit-zero -o json", does: "for a program" },
  ],
  load: async () => (await import("../verbs/diff.ts")).diff,
});
