import { command } from "../command.ts";
import { ADDONS, CONNECTION, SELECTION } from "./flag-groups.ts";

export const statusCommand = command({
  name: "status",
  summary: "one line per add-on and cluster: version, revision, readiness, last sync",
  maxOperands: 0,
  flags: [...SELECTION, ...ADDONS, ...CONNECTION, "offline", "output"],
  formats: ["text", "json"],
  details: ["Reads only."],
  examples: [{ command: "addons status --env prod", does: "what runs in every cluster of prod" }],
  load: async () => (await import("../verbs/status.ts")).status,
});
