import { command } from "../command.ts";
import { SELECTION } from "./flag-groups.ts";

export const graphCommand = command({
  name: "graph",
  summary: "show which add-on needs which",
  maxOperands: 0,
  flags: [...SELECTION, "output"],
  formats: ["text", "mermaid", "json"],
  details: ["Without --env it shows every environment. Needs no cluster."],
  examples: [
    { command: "addons graph --env prod", does: "the order as text" },
    { command: "addons graph --env prod -o mermaid=docs/graph.mmd", does: "a diagram for the docs" },
  ],
  load: async () => (await import("../verbs/graph.ts")).graph,
});
