import { command } from "../command.ts";
import { ADDONS, SELECTION } from "./flag-groups.ts";

export const graphCommand = command({
  name: "graph",
  summary: "show which add-on needs which",
  maxOperands: 0,
  flags: [...SELECTION, "inputs", ...ADDONS, "charts", "offline", "durations", "output"],
  formats: ["text", "mermaid", "dot", "svg", "html", "json"],
  details: [
    "Without --env it shows every environment; clusters with equal graphs are shown once. Needs no cluster.",
    "Shows what the manifest declares and what the locked charts show beyond it; --charts skip leaves the charts alone.",
    "In pictures, arrows lead from what is needed to what needs it, dashed ones are not in the manifest, conflicts are red.",
  ],
  examples: [
    { command: "addons graph --env prod", does: "the order as text" },
    {
      command: "addons graph --env prod -o svg=graph.svg -o html=graph.html",
      does: "a picture, and one to walk through",
    },
    { command: "addons graph --env prod -o mermaid=docs/graph.mmd", does: "a diagram for the docs" },
    { command: "addons graph --env prod --only velero --with-needs", does: "one add-on and all it needs" },
    {
      command: "addons graph --env prod --durations sync.json -o svg=graph.svg",
      does: "with the critical path of a sync",
    },
  ],
  load: async () => (await import("../verbs/graph.ts")).graph,
});
