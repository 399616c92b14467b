import { command } from "../command.ts";
import { ADDONS, CONNECTION, SELECTION } from "./flag-groups.ts";

export const driftCommand = command({
  name: "drift",
  summary: "show what differs in the cluster, who changed it, and what sync does about it",
  maxOperands: 0,
  flags: [...SELECTION, ...ADDONS, ...CONNECTION, "offline", "output", "exitZero"],
  formats: ["text", "json"],
  details: [
    "Reads only. Exits 2 when something differs, 3 when something could not be checked.",
    "What is only information (OBJ013 to OBJ015, REL009) is shown with -v.",
  ],
  examples: [
    { command: "addons drift --env prod", does: "everything that differs" },
    { command: "addons drift --all-envs -o json=drift.json --exit-zero", does: "a report for a nightly job" },
  ],
  load: async () => (await import("../verbs/drift.ts")).drift,
});
