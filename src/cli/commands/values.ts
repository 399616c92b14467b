import { command } from "../command.ts";
import { SELECTION } from "./flag-groups.ts";

export const valuesCommand = command({
  name: "values",
  summary: "show the final values of an add-on, and where each of them comes from",
  operands: "NAME",
  maxOperands: 1,
  flags: [...SELECTION, "inputs", "explain", "all", "offline", "output"],
  formats: ["text", "yaml", "json"],
  details: [
    "Without --explain it prints what Helm is given, as YAML that is the same for the same values. Clusters with the same values stand together.",
    "With --explain: one line per value with the file, line and column that set it, what its references name, and what it overrode.",
    "Needs no cluster and no network. Without --env it shows every environment. Secrets are hidden.",
  ],
  examples: [
    { command: "addons values ingress --env prod", does: "the values of one add-on" },
    {
      command: "addons values ingress --env prod --explain",
      does: "the same, each with its place and what it overrode",
    },
    { command: "addons values ingress --env prod --explain --all", does: "also what only the chart's defaults set" },
    { command: "addons values ingress --env prod --cluster prod-eu -o json", does: "one cluster, for a program" },
  ],
  load: async () => (await import("../verbs/values.ts")).values,
});
