import { command } from "../command.ts";

export const initCommand = command({
  name: "init",
  summary: "write a new project: two environments, a chart, checks for CI",
  operands: "[FOLDER]",
  maxOperands: 1,
  flags: ["ci", "mergeDriver"],
  formats: [],
  details: [
    "Without FOLDER: here, also in a git repository with other things in it. Files for CI go to the root of the repository.",
    "Nothing is overwritten: when a file of the project is there with another text, nothing is written and all such files are named.",
    "--merge-driver does this alone: a line in .gitattributes, to be committed, and a setting of this clone, which every clone needs.",
    "What it writes validates, locks and syncs to a playground as it is; the commands for that are printed.",
  ],
  examples: [
    { command: "addons init", does: "a project in this folder, with a workflow for GitHub" },
    { command: "addons init --merge-driver", does: "in a project: have git merge the lock pin by pin" },
    { command: "addons init platform --ci gitlab", does: "in a new folder, with pipelines for GitLab" },
  ],
  load: async () => (await import("../verbs/init.ts")).init,
});
