import { command } from "../command.ts";

export const cacheCommand = command({
  name: "cache",
  summary: "show, fill, verify or prune the cache of this computer",
  operands: "[fill|verify|prune]",
  maxOperands: 1,
  flags: ["olderThan", "offline", "output"],
  formats: ["text", "json"],
  details: [
    "Without a word: what is there, how large it is, when it was used, and which pins of this project's lock take it.",
    "fill downloads every locked chart that is not there, so that later runs need no network.",
    "verify hashes everything again, moves what is damaged aside, and exits 2 when something was.",
    "prune removes what this project's lock does not name and nobody used for 30 days, what is damaged, and what killed runs left. What is removed is downloaded again when it is needed.",
  ],
  examples: [
    { command: "addons cache", does: "what is there?" },
    { command: "addons cache fill", does: "before a journey, or in an image for CI" },
    { command: "addons cache prune --older-than 90d", does: "keep what was used in the last three months" },
  ],
  load: async () => (await import("../verbs/cache.ts")).cache,
});
