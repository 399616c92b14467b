import { command } from "../command.ts";

export const lockCommand = command({
  name: "lock",
  summary: "pin every chart to exact bytes in addons.lock.yaml",
  operands: "[ADD-ON…]",
  maxOperands: 1000,
  flags: ["env", "check", "update", "verify", "acceptChanged", "merge", "var", "offline", "output"],
  flagTexts: {
    env: "pins of this environment only; repeat it for several, all environments when not given",
  },
  formats: ["text", "json", "junit", "sarif", "github", "markdown"],
  details: [
    "One lock for all environments. With --env only the pins of these are made, moved or checked, and those of others stay as they are.",
    "Pins that still fit the manifest stay; --update moves them to the newest version allowed.",
    "--check changes nothing, needs no network and exits 2 when the lock is stale.",
    "--verify downloads every pin again, past the cache: 4 when bytes or a signature are not those that were pinned, 2 when something is gone or was moved or packed again, 3 when a source could not be asked.",
    "In the middle of a merge, the lock is merged pin by pin from what git has of both sides; the manifest decides where both moved a pin.",
    "--accept-changed pins what was published again under the same version; for named add-ons, after a review.",
  ],
  examples: [
    { command: "addons lock", does: "pin what is new or changed" },
    { command: "addons lock --update metrics", does: "move one add-on to its newest version, in all environments" },
    { command: "addons lock --update --env dev", does: "move all add-ons, in one environment" },
    { command: "addons lock --check", does: "in CI: is the lock up to date?" },
    { command: "addons lock --verify -o github", does: "in a nightly job: do the sources still have what is pinned?" },
  ],
  load: async () => (await import("../verbs/lock.ts")).lock,
});
