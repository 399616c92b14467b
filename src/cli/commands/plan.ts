import { command } from "../command.ts";
import { ADDONS, CONNECTION, SELECTION } from "./flag-groups.ts";

export const planCommand = command({
  name: "plan",
  summary: "show what sync would do and why, with the rendered difference",
  maxOperands: 0,
  flags: [...SELECTION, ...ADDONS, "repair", "prune", ...CONNECTION, "offline", "output", "exitZero"],
  formats: ["text", "json"],
  details: ["Reads the cluster, never writes to it. Exits 2 when there is something to do, 4 when a step is refused."],
  examples: [
    { command: "addons plan --env prod", does: "what the next sync does" },
    { command: "addons plan --env prod --repair", does: "the same, live objects compared too" },
  ],
  load: async () => (await import("../verbs/plan.ts")).plan,
});
