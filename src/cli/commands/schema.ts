import { command } from "../command.ts";

export const schemaCommand = command({
  name: "schema",
  summary: "print JSON Schemas: of manifests for editors, of the lock and of JSON results",
  operands: "[NAME]",
  maxOperands: 1,
  flags: ["env", "allEnvs", "var", "addon", "offline", "output"],
  formats: ["text", "json"],
  details: [
    "Without NAME and flags: the names there are. With NAME alone: that schema, the same for every project.",
    "With --env or --all-envs: for environments, or with `base` for what they extend, with the values of each add-on as its locked chart has them:",
    "by the chart's own schema, else by its default values and their comments, subcharts included. Nothing is downloaded.",
    "With --addon: for a values file of that add-on.",
    "Editors complete and check a file that names its schema in the first line: # yaml-language-server: $schema=../schemas/prod.schema.json",
  ],
  examples: [
    { command: "addons schema lock", does: "the schema of addons.lock.yaml" },
    { command: "addons schema --env prod -o json=schemas/prod.schema.json", does: "for environments/prod.yaml" },
    { command: "addons schema base --all-envs -o json=schemas/base.schema.json", does: "for what they extend" },
    {
      command: "addons schema --env prod --addon ingress -o json=schemas/ingress.schema.json",
      does: "for its values files",
    },
  ],
  load: async () => (await import("../verbs/schema.ts")).schema,
});
