import { command } from "../command.ts";

export const validateCommand = command({
  name: "validate",
  summary: "check the manifests and their charts, without cluster and network",
  maxOperands: 0,
  flags: ["env", "allEnvs", "var", "inputs", "charts", "offline", "output"],
  formats: ["text", "json", "junit", "sarif", "github", "markdown"],
  details: [
    "Shows every problem with file, line and column, and exits with 64 when one is an error. Without --env: all environments.",
    "Looks into the locked charts that are on this computer: values, Kubernetes versions, what the rendered objects need of each other.",
    "What it renders it keeps: the next run is quick.",
    "For GitHub Actions: -o github makes annotations, -o markdown=FILE a table for a step summary. `addons explain CODE` tells more about a problem.",
  ],
  examples: [
    { command: "addons validate", does: "all environments" },
    { command: "addons validate --env prod -o json", does: "one environment, for a program" },
    {
      command: "addons validate -o github -o sarif=addons.sarif",
      does: "annotations in GitHub Actions, and a file for code scanning",
    },
  ],
  load: async () => (await import("../verbs/validate.ts")).validate,
});
