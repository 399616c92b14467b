import type { Cluster, Environment } from "../../manifest/environment.ts";
import { listEnvironments } from "../../manifest/list-environments.ts";
import { loadEnvironments } from "../../manifest/load-environments.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Inputs } from "../../outside/inputs/inputs.ts";
import { isoTime } from "../../support/iso-time.ts";
import { nearest } from "../../support/nearest.ts";
import type { Problem } from "../../support/problem.ts";
import { secretStrings } from "../../values/secret-strings.ts";
import type { Invocation } from "../command.ts";
import { givenVars } from "../arguments/given-vars.ts";
import type { Flags } from "../arguments/flags.ts";
import type { Outside } from "../outside.ts";
import { tellWarnings } from "../output/tell-warnings.ts";

/** Names of environments, or all of them. */
export type EnvironmentNames = readonly string[] | "all";

type SelectInvocation = Invocation<"env" | "allEnvs">;
type LoadInvocation = Invocation<"var"> & { readonly flags: { readonly inputs?: Flags["inputs"] } };

/** What --env and --all-envs mean; without either the only environment there is, or `otherwise`. Throws AddonsError CLI-NO-ENVIRONMENT. */
export async function selectedNames(
  { flags }: SelectInvocation,
  outside: Outside,
  otherwise: "ask" | "all",
): Promise<EnvironmentNames> {
  if (flags.env.length > 0) return flags.env;
  if (flags.allEnvs || otherwise === "all") return "all";
  const known = await listEnvironments(await outside.files());
  if (known.length < 2) return "all";
  throw new AddonsError("CLI-NO-ENVIRONMENT", `say which environment: ${known.join(", ")}`, {
    kind: "usage",
    hint: `--env ${known[0]}, or ADDONS_ENV=${known[0]}`,
  });
}

/** For verbs that use no values: no file of an input is read, and no program that prints one is run. */
export function withoutInputs<Given extends LoadInvocation>(invocation: Given): Given {
  return { ...invocation, flags: { ...invocation.flags, inputs: "skip" } };
}

/** Environments and all of their problems. Their secret values, and those of inputs, are hidden from here on. */
export async function readEnvironments(invocation: LoadInvocation, outside: Outside, names: EnvironmentNames) {
  const { voice, flags, surroundings } = invocation;
  const selection = { names, vars: givenVars(flags.var), today: isoTime(surroundings.now()).slice(0, 10) };
  const files = await outside.files();
  const read: Inputs["read"] = async (source) => await (await outside.inputs()).read(source);
  const loaded = await loadEnvironments(flags.inputs === "skip" ? { files } : { files, inputs: { read } }, selection);
  voice.redactor.add(loaded.secrets);
  const clusters = loaded.environments.flatMap((environment) => environment.clusters);
  for (const addon of clusters.flatMap((cluster) => cluster.addons)) voice.redactor.add(secretStrings(addon.values));
  return loaded;
}

/** Environments without errors; warnings go to stderr, what is only worth knowing is for `validate` to tell. Throws AddonsError MANIFEST-INVALID with every problem. */
export async function loadNamed(
  invocation: LoadInvocation,
  outside: Outside,
  names: EnvironmentNames,
): Promise<readonly Environment[]> {
  const { environments, problems } = await readEnvironments(invocation, outside, names);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0) throw manifestError(errors.length, problems);
  tellWarnings(
    invocation,
    problems.filter((problem) => problem.severity === "warning"),
  );
  return environments;
}

/** The environments with only these clusters; those without one are left out. Throws AddonsError CLI-UNKNOWN-CLUSTER. */
export function selectClusters(environments: readonly Environment[], names: readonly string[]): readonly Environment[] {
  if (names.length === 0) return environments;
  const known = environments.flatMap((environment) => environment.clusters.map((cluster) => cluster.name));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownCluster(unknown, known);
  const selected = (cluster: Cluster): boolean => names.includes(cluster.name);
  return environments
    .map((environment) => ({ ...environment, clusters: environment.clusters.filter(selected) }))
    .filter((environment) => environment.clusters.length > 0);
}

function manifestError(errors: number, problems: readonly Problem[]): AddonsError {
  const what = errors === 1 ? "an error" : `${errors} errors`;
  return new AddonsError("MANIFEST-INVALID", `the manifests have ${what}; nothing was done`, {
    kind: "usage",
    hint: "correct what is listed above, then: addons validate",
    problems,
  });
}

function unknownCluster(name: string, known: readonly string[]): AddonsError {
  const near = nearest(name, known);
  return new AddonsError("CLI-UNKNOWN-CLUSTER", `there is no cluster "${name}" in the selected environments`, {
    kind: "usage",
    hint: near === undefined ? `clusters: ${known.join(", ")}` : `did you mean ${near}?`,
  });
}
