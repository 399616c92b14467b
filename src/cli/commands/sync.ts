import { command } from "../command.ts";
import { ADDONS, CONNECTION, SELECTION } from "./flag-groups.ts";

export const syncCommand = command({
  name: "sync",
  alias: "apply",
  summary: "install, upgrade and wait until clusters run what the lock says",
  maxOperands: 0,
  flags: [
    ...SELECTION,
    ...ADDONS,
    "repair",
    "prune",
    "yes",
    "noInput",
    "concurrency",
    "timeout",
    ...CONNECTION,
    "offline",
    "output",
  ],
  formats: ["text", "json"],
  details: [
    "Starts an add-on as soon as what it needs is ready. A failure stops only what depends on it.",
    "Compares release records; --repair compares live objects too and brings them back.",
    "Asks on a terminal before it uninstalls something. First Ctrl-C: finish what runs; second: stop now.",
  ],
  examples: [
    { command: "addons sync --env dev", does: "converge every cluster of dev" },
    {
      command: "addons sync --env prod --cluster prod-eu --only velero --with-needs",
      does: "one add-on and what it needs",
    },
    { command: "addons sync --env prod --repair", does: "also undo changes made by hand" },
    { command: "addons sync --env prod --prune --yes", does: "also uninstall what is no longer declared" },
  ],
  load: async () => (await import("../verbs/sync.ts")).sync,
});
