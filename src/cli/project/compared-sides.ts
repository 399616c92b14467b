import type { SideName } from "../../compare/comparison.ts";
import type { Side, Sides } from "../../compare/side.ts";
import { LOCK_FILE, type Lockfile } from "../../lock/lockfile.ts";
import { readLock } from "../../lock/text/read-lock.ts";
import type { Files } from "../../outside/files/files.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { nearest } from "../../support/nearest.ts";
import type { Problem } from "../../support/problem.ts";
import { layerSecrets } from "../../values/layer-secrets.ts";
import type { Invocation } from "../command.ts";
import { loadNamed } from "./read-environments.ts";
import type { Outside } from "../outside.ts";

export type SideInvocation = Invocation<"var" | "inputs">;

/** `prod`, or `prod@main`. */
export interface WantedSide {
  readonly environment: string;
  readonly commit?: string;
}

/** `all`: inputs as every other verb reads them. `files`: those that are plain files, so that two commits are read alike. */
export type SideInputs = "all" | "files";

interface Run {
  readonly invocation: SideInvocation;
  readonly outside: Outside;
}

/** Names of environments hold no `@`. */
export function readSideName(text: string): WantedSide {
  const at = text.indexOf("@");
  if (at < 0) return { environment: text };
  const [environment, commit] = [text.slice(0, at), text.slice(at + 1)];
  if (environment !== "" && commit !== "") return { environment, commit };
  throw new AddonsError("CLI-USAGE", `${JSON.stringify(text)} is not ENVIRONMENT@COMMIT`, {
    kind: "usage",
    hint: "for example: addons diff prod@main prod",
  });
}

/** An environment as its files are, or as a commit has them. Throws AddonsError for what cannot be read. */
export async function openSide(wanted: WantedSide, inputs: SideInputs, run: Run): Promise<Side> {
  const { commit } = wanted;
  const { files, at }: SideFiles =
    commit === undefined ? { files: await run.outside.files() } : await filesOfCommit(commit, run);
  const outside = await outsideOf(files, inputs, run.outside);
  try {
    const [environment] = await loadNamed(run.invocation, outside, [wanted.environment]);
    if (environment === undefined) throw new Error(`${wanted.environment} was not loaded and had no problem`);
    // Places show what layers wrote and later ones replaced, too.
    for (const { addons } of environment.clusters) {
      run.invocation.voice.redactor.add(addons.flatMap(({ valueLayers }) => layerSecrets(valueLayers)));
    }
    const name = { environment: environment.name, ...(at === undefined ? {} : { commit: at }) };
    return { name, environment, ...(await lockOf(files, wanted)) };
  } catch (error) {
    throw commit !== undefined && error instanceof AddonsError ? inCommit(error, commit) : error;
  }
}

interface SideFiles {
  readonly files: Files;
  readonly at?: SideName["commit"];
}

async function filesOfCommit(commit: string, { invocation, outside }: Run): Promise<SideFiles> {
  const { createGitFiles } = await import("../../outside/files/git-files.ts");
  const { root, surroundings } = invocation;
  const files = await createGitFiles(commit, { root, processes: await outside.processes(), env: surroundings.env });
  return { files, at: { name: commit, hash: files.commit } };
}

async function outsideOf(files: Files, inputs: SideInputs, outside: Outside): Promise<Outside> {
  const own = { ...outside, files: async () => files };
  if (inputs === "all") return own;
  const { createFileInputs } = await import("../../outside/inputs/file-inputs.ts");
  return { ...own, inputs: async () => createFileInputs(files) };
}

async function lockOf(files: Files, { commit }: WantedSide): Promise<Pick<Side, "lock" | "withoutLock">> {
  const where = commit === undefined ? "" : ` in ${commit}`;
  const read = await readLock(files);
  if (read.kind === "read") return { lock: read.lock };
  const salvaged: Lockfile | undefined = read.kind === "broken" ? read.salvage?.lock : undefined;
  if (salvaged !== undefined) return { lock: salvaged };
  return {
    withoutLock: read.kind === "missing" ? `there is no ${LOCK_FILE}${where}` : `${LOCK_FILE}${where} is broken`,
  };
}

/** A problem in a commit does not stand in the files as they are: it is written as git names it. */
function inCommit(error: AddonsError, commit: string): AddonsError {
  const { code, kind, message, hint } = error;
  const problems = error.problems.map((problem): Problem =>
    problem.at === undefined ? problem : { ...problem, at: { ...problem.at, file: `${commit}:${problem.at.file}` } },
  );
  const next = problems.length > 0 ? "compare with a commit whose manifests are valid" : hint;
  const start = code.startsWith("GIT-") ? "" : `in ${commit}: `;
  return new AddonsError(code, `${start}${message}`, {
    kind,
    cause: error,
    problems,
    ...(next === undefined ? {} : { hint: next }),
  });
}

/** Both sides with only these clusters; a side that has none of them keeps all. Throws AddonsError CLI-UNKNOWN-CLUSTER. */
export function onlyClusters({ left, right }: Sides, names: readonly string[]): Sides {
  if (names.length === 0) return { left, right };
  const known = [left, right].flatMap(({ environment }) => environment.clusters.map(({ name }) => name));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownCluster(unknown, known);
  return { left: withClusters(left, names), right: withClusters(right, names) };
}

function withClusters(side: Side, names: readonly string[]): Side {
  const clusters = side.environment.clusters.filter(({ name }) => names.includes(name));
  return clusters.length === 0 ? side : { ...side, environment: { ...side.environment, clusters } };
}

function unknownCluster(name: string, known: readonly string[]): AddonsError {
  const near = nearest(name, known);
  return new AddonsError("CLI-UNKNOWN-CLUSTER", `neither side has a cluster "${name}"`, {
    kind: "usage",
    hint: near === undefined ? `clusters: ${[...new Set(known)].join(", ")}` : `did you mean ${near}?`,
  });
}
