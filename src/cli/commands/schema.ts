import { command } from "../command.ts";

export const schemaCommand = command({
  name: "schema",
  summary: "print JSON Schemas: of manifests for editors, of the lock and of JSON results",
  operands: "[NAME]",
  maxOperands: 1,
  flags: ["env", "allEnvs", "var", "addon", "output"],
  formats: ["text", "json"],
  details: [
    "Without anything: the names there are.",
    "With --env or --all-envs: the schema of an environment (or of a base file: addons schema base --env prod) in which the values of each add-on are those of its locked chart. It comes from the chart's own schema, or from its default values and their comments, subcharts included; charts are taken from this computer only.",
    "With --addon: the schema of a values file of that add-on.",
    "A file that names it in its first line is completed and checked by editors: # yaml-language-server: $schema=../schemas/prod.schema.json",
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
