import type { Files } from "../outside/files/files.ts";
import type { Inputs } from "../outside/inputs/inputs.ts";
import { AddonsError } from "../support/addons-error.ts";
import { isJsonObject } from "../support/json.ts";
import { mapLimit } from "../support/limit.ts";
import { nearest } from "../support/nearest.ts";
import type { Problem } from "../support/problem.ts";
import { readInputs } from "../values/inputs/read-inputs.ts";
import type { InputReader } from "../values/inputs/read-inputs.ts";
import { buildCluster } from "./build-cluster.ts";
import { loadSchemaCheck } from "./check-schema.ts";
import type { Environment } from "./environment.ts";
import { extend } from "./extend.ts";
import type { GivenVars } from "./given-vars.ts";
import { environmentName, instanceVars } from "./instance.ts";
import { environmentFile } from "./list-environments.ts";
import { runNotes } from "./input-notes.ts";
import type { RunNotes } from "./input-notes.ts";
import type { Layer } from "./layer.ts";
import { manifestFiles } from "./manifest-files.ts";
import type { ManifestFile, ManifestFiles, TextRead } from "./manifest-files.ts";
import { problemList } from "./problem-list.ts";
import type { ProblemList } from "./problem-list.ts";
import { selectEnvironments } from "./select-environments.ts";
import type { SelectedEnvironment } from "./select-environments.ts";
import { severitySettings, type SeveritySettings } from "./severity-settings.ts";
import { sharedParts } from "./shared-parts.ts";
import { minorsOf, unusedMinors } from "./unused-minors.ts";
import type { MinorsInUse } from "./unused-minors.ts";

export interface LoadedEnvironments {
  /** In the order of the selection; those with an error that leaves a cluster without meaning are missing. */
  readonly environments: readonly Environment[];
  /** Everything wrong in all files that were read, sorted by place, each thing once. */
  readonly problems: readonly Problem[];
  /** Texts from inputs, put into values, that no output may show. */
  readonly secrets: readonly string[];
}

export interface LoadOutside {
  readonly files: Files;
  /** Without it no input is read: references to inputs stay unknown (`Addon.unknown`), and one info per input says so. */
  readonly inputs?: Inputs;
}

/** Which environments, and what of them is given from outside of the files. */
export interface LoadSelection {
  readonly names: readonly string[] | "all";
  /** Values of declared vars for this run, by name, as they were typed. */
  readonly vars?: Readonly<Record<string, string>>;
  /** ISO date of the run; without it nothing expires. */
  readonly today?: string;
}

/**
 * Reads environments with all they name: extends, values files, references, overlays of clusters.
 * Throws AddonsError MANIFEST-NO-ENVIRONMENT for a name that is not there.
 */
export async function loadEnvironments(outside: LoadOutside, selection: LoadSelection): Promise<LoadedEnvironments> {
  const { files } = outside;
  const selected = await selectEnvironments(files, selection.names);
  const severities = new Map<string, SeveritySettings>();
  const problems = problemList(severities);
  const read = manifestFiles({
    text: (file) => readText(files, file),
    list: (folder) => files.list(folder),
    check: await loadSchemaCheck(),
    report: (problem) => problems.report(problem),
  });
  const vars: GivenVars = { values: selection.vars ?? {}, declared: new Set() };
  const inputs = readInputs(outside.inputs);
  const notes = runNotes();
  const environments: Environment[] = [];
  const minors: MinorsInUse[] = [];
  for (const each of selected) {
    const environment = await loadEnvironment(each, {
      files: read,
      vars,
      inputs,
      notes,
      problems,
      minors,
      severities,
      today: selection.today,
    });
    if (environment !== undefined) environments.push(environment);
  }
  assertDeclared(vars, problems);
  // An environment whose files cannot be read may be the one that runs a minor.
  const isWhole = selection.names === "all" && minors.length === selected.length;
  for (const problem of unusedMinors(minors, isWhole ? "all-environments" : "these-environments"))
    problems.report(problem);
  for (const problem of notes.problems()) problems.report(problem);
  return { environments, problems: problems.all(), secrets: notes.secrets() };
}

async function readText(files: Files, file: string): Promise<TextRead> {
  try {
    const text = await files.readIfExists(file);
    return text === undefined ? { kind: "missing" } : { kind: "text", text };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    const { hint } = error;
    const message = error.message.replace(`${file}: `, "");
    return { kind: "unreadable", message, ...(hint === undefined ? {} : { hint }) };
  }
}

/** What all environments of a run share. */
interface Run {
  readonly files: ManifestFiles;
  readonly vars: GivenVars;
  readonly inputs: InputReader;
  readonly notes: RunNotes;
  readonly problems: ProblemList;
  /** Filled by each environment whose files can be read. */
  readonly minors: MinorsInUse[];
  /** By environment; filled by each whose files can be read. */
  readonly severities: Map<string, SeveritySettings>;
  readonly today: string | undefined;
}

const CLUSTERS_AT_ONCE = 4;

async function loadEnvironment(selected: SelectedEnvironment, run: Run): Promise<Environment | undefined> {
  const { name } = selected;
  const { files, problems, minors } = run;
  const path = environmentFile(name);
  const met = { environment: name, file: path };
  const report = (problem: Problem): void => problems.report(problem, met);
  const at = { file: path, line: 1, column: 1 };
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) report(badName(name, path));
  const file = await files.manifest(path, { at, expects: "Environment", report });
  if (file === undefined) return undefined;
  const layers = (await extend(file, files, report))?.map(layerOf);
  if (layers === undefined) return undefined;
  minors.push({ layers, minors: minorsOf(file.data) });
  const severities = await severitySettings(layers, { today: run.today, report });
  run.severities.set(name, severities);
  const vars = instanceVars(selected, run.vars, { file, report });
  const clusters = clusterNames(file);
  if (clusters.length === 0 && !file.broken.some(([key]) => key === "clusters")) report(noClusters(name, file));
  const shared = sharedParts(layers);
  // Several at once: programs that print inputs take seconds.
  const built = await mapLimit(clusters, CLUSTERS_AT_ONCE, async (cluster) => {
    problems.looked({ ...met, cluster });
    const reportHere = (problem: Problem): void => problems.report(problem, { ...met, cluster });
    const { inputs, notes } = run;
    const given = { name: cluster, file, shared, files, vars, inputs, notes };
    return await buildCluster({ ...given, report: reportHere, reportOwn: report });
  });
  const complete = built.filter((cluster) => cluster !== undefined);
  if (complete.length === 0 || complete.length < built.length) return undefined;
  return {
    ...environmentName(name, complete, { file, report }),
    file: path,
    clusters: complete,
    severities,
    ...(shared.merged["images"] === true && { images: true }),
  };
}

/** A misspelt --var would be passed over without a word; what broken files declare cannot be known. */
function assertDeclared({ values, declared }: GivenVars, problems: ProblemList): void {
  const unknown = Object.keys(values).find((name) => !declared.has(name));
  if (unknown === undefined || problems.all().some(({ severity }) => severity === "error")) return;
  const names = [...declared].sort();
  const meant = nearest(unknown, names);
  const known = names.length === 0 ? "no var is declared" : `declared are: ${names.join(", ")}`;
  throw new AddonsError(
    "MANIFEST-UNKNOWN-VAR",
    `--var ${unknown}: no cluster of the selected environments declares it`,
    {
      kind: "usage",
      hint: meant === undefined ? `${known}; add it under vars in the manifest` : `did you mean ${meant}? ${known}`,
    },
  );
}

function layerOf({ source, data, broken }: ManifestFile): Layer {
  return { source, prefix: [], data, broken };
}

function clusterNames({ data }: ManifestFile): readonly string[] {
  const { clusters } = data;
  return isJsonObject(clusters) ? Object.keys(clusters).sort() : [];
}

function badName(name: string, file: string): Problem {
  return {
    code: "MANIFEST-NAME",
    severity: "error",
    message: `the environment's name ${JSON.stringify(name)}, which is its file's name, must be at most 63 lower-case letters, digits and dashes, and start and end with a letter or digit`,
    hint: "rename the file",
    at: { file, line: 1, column: 1 },
  };
}

function noClusters(name: string, { source }: ManifestFile): Problem {
  return {
    code: "MANIFEST-NO-CLUSTERS",
    severity: "error",
    message: `the environment ${name} has no clusters`,
    hint: "add clusters: with one cluster that has context: NAME, or playground: true for one on this computer",
    at: source.at([]),
  };
}
