import { command } from "../command.ts";

export const vendorCommand = command({
  name: "vendor",
  summary: "keep verified copies of the locked charts in charts/vendor",
  maxOperands: 0,
  flags: ["env", "allEnvs", "var", "check", "prune", "offline", "output"],
  flagTexts: {
    env: "copies for this environment only; repeat it for several, all environments when not given",
    check: "change nothing, exit 2 when charts/vendor is not what the lock asks for; works offline",
    prune: "also remove copies that no pin asks for",
  },
  formats: ["text", "json"],
  details: [
    "Copies the pinned bytes of every chart to charts/vendor/NAME-VERSION.tgz, to be committed. All verbs take these copies before anything else.",
    "A copy that is not the pinned chart is replaced. Local charts are in the project already.",
    "--check changes nothing, needs no network and exits 2 when copies are missing or wrong, or stand for no pin.",
    "--prune removes copies that no pin asks for, never another file and never a folder.",
  ],
  examples: [
    { command: "addons vendor", does: "copy what is missing" },
    { command: "addons vendor --check", does: "in CI: is charts/vendor what the lock asks for?" },
    { command: "addons vendor --prune", does: "after an update: also remove the copies of old versions" },
  ],
  load: async () => (await import("../verbs/vendor.ts")).vendor,
});
