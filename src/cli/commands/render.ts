import { command } from "../command.ts";
import { ADDONS, SELECTION } from "./flag-groups.ts";

export const renderCommand = command({
  name: "render",
  summary: "print the objects that would be applied",
  maxOperands: 0,
  flags: [...SELECTION, ...ADDONS, "offline"],
  formats: [],
  details: ["From the locked charts, without a cluster. Data of Secrets is hidden."],
  examples: [{ command: "addons render --env prod --cluster prod-eu --only velero", does: "one add-on as YAML" }],
  load: async () => (await import("../verbs/render.ts")).render,
});
