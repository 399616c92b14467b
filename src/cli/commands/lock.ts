import { command } from "../command.ts";

export const lockCommand = command({
  name: "lock",
  summary: "pin every chart to exact bytes in addons.lock.yaml",
  operands: "[ADD-ON…]",
  maxOperands: 1000,
  flags: ["check", "update", "var", "output"],
  formats: ["text", "json"],
  details: [
    "One lock for all environments; the names of add-ons hold for all of them, too.",
    "Pins that still fit the manifest stay; --update moves them to the newest version allowed.",
    "--check changes nothing, needs no network and exits 2 when the lock is stale.",
  ],
  examples: [
    { command: "addons lock", does: "pin what is new or changed" },
    { command: "addons lock --update metrics", does: "move one add-on to its newest version, in all environments" },
    { command: "addons lock --check", does: "in CI: is the lock up to date?" },
  ],
  load: async () => (await import("../verbs/lock.ts")).lock,
});
