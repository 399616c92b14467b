import { command } from "../command.ts";
import { SELECTION } from "./flag-groups.ts";

export const playgroundCommand = command({
  name: "playground",
  summary: "a throw-away real control plane on this computer, without containers",
  operands: "up|down|status",
  maxOperands: 1,
  flags: [...SELECTION, "output"],
  formats: ["text", "json"],
  details: [
    "For clusters that say `playground: true`. `up` starts it, `down` ends it and removes its data.",
    "The first `up` on a computer builds the programs, which takes about ten minutes.",
  ],
  examples: [
    { command: "addons playground up --env dev", does: "start it; sync does so by itself" },
    { command: "addons playground down", does: "end every playground of this project" },
  ],
  load: async () => (await import("../verbs/playground.ts")).playground,
});
