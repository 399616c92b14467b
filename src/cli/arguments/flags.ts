/** Every flag once. A verb names those it has (commands.ts); what it does not name it cannot read. */
export type FlagSpec =
  | (FlagBase & { readonly kind: "switch" })
  | (FlagBase & { readonly kind: "count" | "duration"; readonly value: string })
  /** The last one counts, or a second one is wrong use where people would expect both to count. */
  | (FlagBase & { readonly kind: "text"; readonly value: string; readonly repeat?: "refused" })
  /** Several in one text stand between commas, or on lines of their own where a comma may be part of one. */
  | (FlagBase & { readonly kind: "list"; readonly value: string; readonly between?: "lines" })
  | (FlagBase & { readonly kind: "word"; readonly value: string; readonly words: readonly string[] });

interface FlagBase {
  readonly about: string;
  readonly short?: string;
  /** Common flags are also read from ADDONS_NAME; the command line wins. */
  readonly variable?: "yes";
}

/** Default of --concurrency; most of the time the add-ons wait for pods. */
export const STEPS_AT_A_TIME = 10;

export const FLAGS = {
  env: {
    kind: "list",
    short: "e",
    value: "NAME",
    variable: "yes",
    about: "environment; repeat it for several, leave it out when there is only one",
  },
  allEnvs: { kind: "switch", variable: "yes", about: "every environment of the project" },
  cluster: { kind: "list", value: "NAME", variable: "yes", about: "only this cluster; repeat it for several" },
  var: {
    kind: "list",
    value: "NAME=VALUE",
    between: "lines",
    variable: "yes",
    about: "value of a var that the manifest declares, for this run; repeat it for several",
  },
  inputs: {
    kind: "word",
    value: "read|skip",
    words: ["read", "skip"],
    variable: "yes",
    about: "skip leaves the inputs of the manifest alone and says what was not checked; read when not given",
  },
  only: { kind: "list", value: "ADD-ON", variable: "yes", about: "only these add-ons; repeat it or use commas" },
  selector: {
    kind: "text",
    repeat: "refused",
    short: "l",
    value: "LABELS",
    variable: "yes",
    about: "only add-ons with these labels, e.g. 'tier=edge,team!=data' or 'tier in (edge, core)'",
  },
  withNeeds: {
    kind: "switch",
    variable: "yes",
    about: "with --only or --selector: also what they need, directly or not",
  },
  withDependents: {
    kind: "switch",
    variable: "yes",
    about: "with --only or --selector: also what needs them, directly or not",
  },
  durations: {
    kind: "text",
    value: "FILE",
    about: "result of `addons sync -o json`: shows how long each add-on took, and the critical path",
  },
  repair: { kind: "switch", about: "also bring live objects back that somebody changed by hand" },
  prune: {
    kind: "switch",
    about: "uninstall what the manifest no longer has; excludes --only and --selector, refuses protected add-ons",
  },
  yes: { kind: "switch", short: "y", variable: "yes", about: "do not ask before something is uninstalled" },
  noInput: { kind: "switch", variable: "yes", about: "never ask; refuse where a yes would be needed" },
  concurrency: {
    kind: "count",
    value: "N",
    variable: "yes",
    about: `add-ons worked on at once in a cluster; ${STEPS_AT_A_TIME} when not given`,
  },
  timeout: {
    kind: "duration",
    value: "DURATION",
    variable: "yes",
    about: "time limit per add-on instead of the manifest's, e.g. 10m or 1h30m",
  },
  charts: {
    kind: "word",
    value: "check|skip",
    words: ["check", "skip"],
    variable: "yes",
    about: "skip: look at the manifest alone, not into the charts",
  },
  offline: {
    kind: "switch",
    variable: "yes",
    about: "send no request for charts: what is neither in charts/vendor nor in the cache is an error",
  },
  kubeconfig: {
    kind: "text",
    value: "FILE",
    variable: "yes",
    about: "kubeconfig instead of KUBECONFIG or ~/.kube/config",
  },
  context: {
    kind: "text",
    value: "NAME",
    variable: "yes",
    about: "context instead of the manifest's; needs one cluster",
  },
  output: {
    kind: "list",
    short: "o",
    value: "FORMAT[=FILE]",
    variable: "yes",
    about: "FORMAT to stdout, or FORMAT=FILE to a file with the text still on stdout",
  },
  exitZero: {
    kind: "switch",
    about: "exit 0 instead of 2 for differences; errors, refusals and a stale lock keep their codes",
  },
  explain: { kind: "switch", about: "where each value comes from, and what it overrode" },
  all: { kind: "switch", about: "also what only the chart's default values set" },
  check: { kind: "switch", about: "change nothing, exit 2 when the lock is stale; works offline" },
  update: { kind: "switch", about: "move pins to the newest version allowed, of the named add-ons or of all" },
  verify: { kind: "switch", about: "download every pin again and tell what its source has changed; writes nothing" },
  acceptChanged: {
    kind: "switch",
    about: "pin the new content of the named add-ons, whose version was published again",
  },
  olderThan: {
    kind: "duration",
    value: "AGE",
    about: "with prune: what was not used for this long, e.g. 90d; 30d when not given",
  },
  merge: { kind: "switch", about: "as git's merge driver: BASE OURS THEIRS are files, and OURS becomes the result" },
  mergeDriver: {
    kind: "switch",
    about: "write no project, but have git merge addons.lock.yaml pin by pin in this clone",
  },
  ci: {
    kind: "word",
    value: "github|gitlab|none",
    words: ["github", "gitlab", "none"],
    about: "for which continuous integration files are written; github when not given",
  },
  addon: { kind: "text", value: "ADD-ON", about: "the schema of this add-on's values alone, for a values file" },
  chdir: {
    kind: "text",
    short: "C",
    value: "FOLDER",
    variable: "yes",
    about: "project folder instead of the current one",
  },
  noColor: { kind: "switch", variable: "yes", about: "no colours" },
  quiet: { kind: "switch", short: "q", variable: "yes", about: "no progress, only results and errors" },
  verbose: { kind: "switch", short: "v", variable: "yes", about: "more detail; stack traces of bugs" },
  logFormat: {
    kind: "word",
    value: "text|json",
    words: ["text", "json"],
    variable: "yes",
    about: "progress and errors on stderr as text or as one JSON object per line",
  },
  help: { kind: "switch", short: "h", about: "this help" },
} as const satisfies Readonly<Record<string, FlagSpec>>;

export type FlagName = keyof typeof FLAGS;

type ValueOf<Spec> = Spec extends { readonly kind: "switch" }
  ? boolean
  : Spec extends { readonly kind: "list" }
    ? readonly string[]
    : Spec extends { readonly kind: "count" | "duration" }
      ? number | undefined
      : Spec extends { readonly words: readonly (infer Word)[] }
        ? Word | undefined
        : string | undefined;

/** Lists are empty and switches false when not given; durations are whole seconds. */
export type Flags = { readonly [Name in FlagName]: ValueOf<(typeof FLAGS)[Name]> };

/** On every verb. */
export const GLOBAL_FLAGS = ["chdir", "noColor", "quiet", "verbose", "logFormat", "help"] as const;
export type GlobalFlag = (typeof GLOBAL_FLAGS)[number];

/** `allEnvs` → `all-envs`. */
export function longName(name: FlagName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `allEnvs` → `ADDONS_ALL_ENVS`. */
export function variableName(name: FlagName): string {
  return `ADDONS_${longName(name).replaceAll("-", "_").toUpperCase()}`;
}
