import { command, type Command } from "./command.ts";
import type { FlagName } from "./flags.ts";

const SELECTION = ["env", "allEnvs", "cluster"] as const satisfies readonly FlagName[];
const ADDONS = ["only", "withNeeds", "withDependents"] as const satisfies readonly FlagName[];
const CONNECTION = ["kubeconfig", "context"] as const satisfies readonly FlagName[];

/** Every verb, in the order of help. */
export const COMMANDS: readonly Command[] = [
  command({
    name: "validate",
    summary: "check the manifests and their order, without cluster and network",
    maxOperands: 0,
    flags: ["env", "allEnvs", "output"],
    formats: ["text", "json"],
    details: [
      "Shows every problem with file, line and column, and exits with 64 when there is one. Without --env: all environments.",
    ],
    examples: [
      { command: "addons validate", does: "all environments" },
      { command: "addons validate --env prod -o json", does: "one environment, for a program" },
    ],
    load: async () => (await import("./verbs/validate.ts")).validate,
  }),
  command({
    name: "lock",
    summary: "pin every chart to exact bytes in addons.lock.yaml",
    operands: "[ADD-ON…]",
    maxOperands: 1000,
    flags: ["check", "update", "output"],
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
    load: async () => (await import("./verbs/lock.ts")).lock,
  }),
  command({
    name: "plan",
    summary: "show what sync would do and why, with the rendered difference",
    maxOperands: 0,
    flags: [...SELECTION, ...ADDONS, "repair", "prune", ...CONNECTION, "output", "exitZero"],
    formats: ["text", "json"],
    details: [
      "Reads the cluster, never writes to it. Exits 2 when there is something to do, 4 when a step is refused.",
    ],
    examples: [
      { command: "addons plan --env prod", does: "what the next sync does" },
      { command: "addons plan --env prod --repair", does: "the same, live objects compared too" },
    ],
    load: async () => (await import("./verbs/plan.ts")).plan,
  }),
  command({
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
    load: async () => (await import("./verbs/sync.ts")).sync,
  }),
  command({
    name: "drift",
    summary: "show what differs in the cluster, who changed it, and what sync does about it",
    maxOperands: 0,
    flags: [...SELECTION, ...ADDONS, ...CONNECTION, "output", "exitZero"],
    formats: ["text", "json"],
    details: [
      "Reads only. Exits 2 when something differs, 3 when something could not be checked.",
      "What is only information (OBJ013 to OBJ015, REL009) is shown with -v.",
    ],
    examples: [
      { command: "addons drift --env prod", does: "everything that differs" },
      { command: "addons drift --all-envs -o json=drift.json --exit-zero", does: "a report for a nightly job" },
    ],
    load: async () => (await import("./verbs/drift.ts")).drift,
  }),
  command({
    name: "status",
    summary: "one line per add-on and cluster: version, revision, readiness, last sync",
    maxOperands: 0,
    flags: [...SELECTION, ...ADDONS, ...CONNECTION, "output"],
    formats: ["text", "json"],
    details: ["Reads only."],
    examples: [{ command: "addons status --env prod", does: "what runs in every cluster of prod" }],
    load: async () => (await import("./verbs/status.ts")).status,
  }),
  command({
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
    load: async () => (await import("./verbs/graph.ts")).graph,
  }),
  command({
    name: "render",
    summary: "print the objects that would be applied",
    maxOperands: 0,
    flags: [...SELECTION, ...ADDONS],
    formats: [],
    details: ["From the locked charts, without a cluster. Data of Secrets is hidden."],
    examples: [{ command: "addons render --env prod --cluster prod-eu --only velero", does: "one add-on as YAML" }],
    load: async () => (await import("./verbs/render.ts")).render,
  }),
  command({
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
    load: async () => (await import("./verbs/playground.ts")).playground,
  }),
];

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((known) => known.name === name || known.alias === name);
}
