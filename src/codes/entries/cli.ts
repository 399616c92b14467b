import type { CodeExplanation } from "../code-explanation.ts";

export const CLI_CODES: readonly CodeExplanation[] = [
  {
    code: "CLI-USAGE",
    title: "The command line is not one that addons understands",
    why: [
      "A flag, an operand or a format is wrong or does not fit to the others; nothing was done. The message ends with the usage of the verb.",
      "`addons VERB --help` lists what the verb takes, with examples.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-NO-ENVIRONMENT",
    title: "Several environments exist, and none was named",
    why: [
      "Verbs that look at a cluster or change one never guess the environment.",
      "Name it with `--env NAME` or `ADDONS_ENV`, or take all with `--all-envs`.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-UNKNOWN-ADDON",
    title: "No selected environment has an add-on of this name",
    why: [
      "A selection that matches nothing would look like a run without work, so a name that is not there is an error.",
      "Correct the name; `addons graph` lists the add-ons of each environment. An add-on with `enabled: false` is not there either.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-UNKNOWN-CLUSTER",
    title: "No selected environment has a cluster of this name",
    why: [
      "The name after `--cluster` is the key under `clusters` in the environment's file, not the context of the kubeconfig.",
      "Correct the name, or select the environment that has the cluster.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-UNKNOWN-CODE",
    title: "There is no problem code of this name",
    why: [
      "`addons explain CODE` takes the code as it stands in a problem, in upper or lower case.",
      "`addons explain` without a code lists all of them.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-SELECTOR",
    title: "A selector cannot be read",
    why: [
      "`--selector` takes comma-separated requirements as kubectl does: `key`, `!key`, `key=value`, `key!=value`, `key in (a, b)`, `key notin (a, b)`.",
      "The message has the character at which it stops making sense; quote the selector for the shell.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-UNKNOWN-LABEL",
    title: "No add-on has the label that the selector names",
    why: [
      "A selector with a misspelt label would select nothing, or with `!=` everything.",
      "Correct the key or the value; labels stand under `labels` of add-ons in the manifest.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-NOTHING-SELECTED",
    title: "No add-on has all that the selector asks for",
    why: [
      "Each label is there, but no add-on has all of them together.",
      "Take a requirement away, or look at the labels with `addons graph -o json`.",
    ],
    severity: "fixed",
  },
  {
    code: "CLI-NO-PLAYGROUND",
    title: "No selected cluster is a playground",
    why: [
      "`addons playground` starts control planes for clusters that say `playground: true`; the selected ones are reached through a kubeconfig.",
      "Select another environment with `--env`, or give a cluster `playground: true`.",
    ],
    severity: "fixed",
  },
];
