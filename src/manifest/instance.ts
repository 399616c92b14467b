import type { Problem } from "../support/problem.ts";
import { resolveString } from "../values/references.ts";
import { clusterScope } from "../values/scope.ts";
import type { Cluster, Environment } from "./environment.ts";
import type { GivenVars } from "./given-vars.ts";
import type { ManifestFile } from "./manifest-files.ts";
import { referenceProblem } from "./resolver.ts";
import type { SelectedEnvironment } from "./select-environments.ts";

/** As long as a label of Kubernetes, which marks what an environment made. */
const MAX_NAME = 63;

/** What an environment is called: its file's name, and what tells this instance of it from the others. */
export function environmentName(
  name: string,
  clusters: readonly Cluster[],
  { file, report }: { readonly file: ManifestFile; readonly report: (problem: Problem) => void },
): Pick<Environment, "name" | "lockedAs"> {
  const { instance: written } = file.data;
  if (typeof written !== "string") return { name };
  const found = new Set<string>();
  for (const cluster of clusters) {
    const { text, faults } = resolveString(written, clusterScope(cluster));
    for (const fault of faults) report(referenceProblem(fault, file.source.atOffset(["instance"], fault.offset)));
    if (faults.length > 0) return { name };
    found.add(text);
  }
  const [instance = "", ...others] = found;
  const wrong = others.length > 0 ? severalInstances([instance, ...others]) : wrongInstance(name, instance);
  if (wrong !== undefined)
    report({ ...wrong, code: "MANIFEST-INSTANCE", severity: "error", at: file.source.at(["instance"]) });
  return { name: `${name}.${instance}`, lockedAs: name };
}

/** `--env preview.pr-12` gives the var that makes the instance its value, where it is one var and nothing else. */
export function instanceVars(
  { name, instance }: SelectedEnvironment,
  given: GivenVars,
  { file, report }: { readonly file: ManifestFile; readonly report: (problem: Problem) => void },
): GivenVars {
  if (instance === undefined) return given;
  const { instance: written } = file.data;
  const variable = typeof written === "string" ? /^\$\{vars\.([A-Za-z0-9_-]+)\}$/.exec(written)?.[1] : undefined;
  if (variable !== undefined) {
    const other = Object.hasOwn(given.values, variable) ? given.values[variable] : undefined;
    if (other !== undefined && other !== instance)
      report({ ...contradiction(name, variable, other), at: file.source.at(["instance"]) });
    return { ...given, values: { ...given.values, [variable]: instance } };
  }
  report({
    code: "MANIFEST-INSTANCE",
    severity: "error",
    message:
      written === undefined
        ? `${name} has no instances, so there is no environment ${name}.${instance}`
        : `which var makes the instance ${instance} cannot be told from this text`,
    hint:
      written === undefined
        ? "add instance: ${vars.NAME}, or leave out what stands behind the dot"
        : "give it by --var",
    at: file.source.at(["instance"]),
  });
  return given;
}

/** Two answers to which instance is meant: whichever we took, `sync --prune` could reach the other. */
function contradiction(name: string, variable: string, other: string): Omit<Problem, "at"> {
  return {
    code: "MANIFEST-INSTANCE",
    severity: "error",
    message: `--env and --var ${variable}=${other} name different instances of ${name}`,
    hint: "leave out one of the two",
  };
}

type Words = Pick<Problem, "message" | "hint">;

function severalInstances(instances: readonly string[]): Words {
  const shown = instances.map((instance) => JSON.stringify(instance)).join(", ");
  return {
    message: `instance is not the same on every cluster of the environment: ${shown}`,
    hint: "use a var that all clusters share, declared under vars at the top of the file",
  };
}

function wrongInstance(name: string, instance: string): Words | undefined {
  const rest = MAX_NAME - name.length - 1;
  if (instance.length <= rest && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(instance)) return undefined;
  return {
    message: `instance ${JSON.stringify(instance)} must be at most ${rest} lower-case letters, digits and dashes, and start and end with a letter or digit`,
    hint: "give the var another value, for example a branch's name with dashes for everything else",
  };
}
