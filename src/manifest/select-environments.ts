import type { Files } from "../outside/files/files.ts";
import { AddonsError } from "../support/addons-error.ts";
import { nearest } from "../support/nearest.ts";
import { ENVIRONMENTS_FOLDER, environmentFile, listEnvironments } from "./list-environments.ts";

export interface SelectedEnvironment {
  /** Of its file. */
  readonly name: string;
  /** What stands behind the dot in `preview.pr-12`: the instance that is meant. */
  readonly instance?: string;
}

/** Environments by name, or all there are. Throws AddonsError MANIFEST-NO-ENVIRONMENT for a name that is not there. */
export async function selectEnvironments(
  files: Files,
  names: readonly string[] | "all",
): Promise<readonly SelectedEnvironment[]> {
  const known = await listEnvironments(files);
  const wanted = (names === "all" ? known : [...new Set(names)]).map((name) => selected(name, known));
  const unknown = wanted.flatMap(({ name }) => (known.includes(name) ? [] : [name]));
  if (unknown.length === 0 && wanted.length > 0) return wanted;
  const { message, hint } = known.length === 0 ? nothingThere(files.root) : await unknownNames(unknown, known, files);
  throw new AddonsError("MANIFEST-NO-ENVIRONMENT", message, { kind: "usage", hint });
}

/** Names of environments hold no dot. */
function selected(name: string, known: readonly string[]): SelectedEnvironment {
  const dot = name.indexOf(".");
  const own = name.slice(0, Math.max(0, dot));
  return known.includes(name) || !known.includes(own) ? { name } : { name: own, instance: name.slice(dot + 1) };
}

interface Words {
  readonly message: string;
  readonly hint: string;
}

function nothingThere(root: string): Words {
  return {
    message: `there is no environment in ${root}/${ENVIRONMENTS_FOLDER}`,
    hint: `write ${ENVIRONMENTS_FOLDER}/NAME.yaml with kind: Environment, or name the project folder with --chdir`,
  };
}

async function unknownNames(unknown: readonly string[], known: readonly string[], files: Files): Promise<Words> {
  const present = await files.list(ENVIRONMENTS_FOLDER);
  const shared = unknown.find((name) => present.includes(`${name}.yaml`));
  const meant = unknown.flatMap((name) => nearest(name, known) ?? []);
  const start =
    shared === undefined
      ? meant.map((name) => `did you mean ${name}? `).join("")
      : `${environmentFile(shared)} is a Base, which environments extend; `;
  return {
    message: `there is no environment ${unknown.map((name) => JSON.stringify(name)).join(", ")}`,
    hint: `${start}there are: ${known.join(", ")}`,
  };
}
