import { command } from "../command.ts";

export const explainCommand = command({
  name: "explain",
  summary: "explain a problem code: what happened, why it matters, what to do",
  operands: "[CODE]",
  maxOperands: 1,
  flags: ["output"],
  formats: ["text", "json", "markdown"],
  details: [
    "Codes stand in every problem and error, e.g. MANIFEST-UNKNOWN-KEY; upper and lower case are the same. Without CODE: all of them.",
    "Says, too, whether the manifest may change the severity of a problem, under `problems`.",
  ],
  examples: [
    { command: "addons explain MANIFEST-UNKNOWN-KEY", does: "one code, with a wrong and a right example" },
    { command: "addons explain", does: "every code with its title" },
  ],
  load: async () => (await import("../verbs/explain.ts")).explain,
});
