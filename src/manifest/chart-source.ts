import type { ChartSource } from "../sources/chart-source.ts";
import { meantGit, readGitAddress } from "../sources/git-address.ts";
import { projectPath } from "../support/project-path.ts";

/** The three keys that say where a chart comes from, and the file that has `chart`. */
export interface SourceKeys {
  readonly file: string;
  readonly chart: string;
  readonly repo?: string;
  readonly version: "given" | "none";
}

export type ChartSourceRead =
  | { readonly kind: "read"; readonly source: ChartSource }
  | { readonly kind: "wrong"; readonly key: keyof SourceKeys; readonly message: string; readonly hint: string };

/** Which kind of source the keys name. Nothing is looked up. */
export function chartSource(keys: SourceKeys): ChartSourceRead {
  const { chart } = keys;
  if (chart.startsWith("oci://")) return ociSource(keys);
  if (/^\.{1,2}(\/|$)/.test(chart)) return localSource(keys);
  if (chart.startsWith("git+")) return gitSource(keys);
  const meant = meantGit(chart);
  if (meant !== undefined) return wrong("chart", meant.message, meant.hint);
  if (/^[a-z]+:\/\//.test(chart)) {
    return wrong(
      "chart",
      `${chart} is an address, not the name of a chart`,
      "write `repo: <address of the repository>` and `chart: <name>`, or oci://host/path/name",
    );
  }
  return httpSource(keys);
}

function httpSource({ chart, repo, version }: SourceKeys): ChartSourceRead {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(chart)) {
    return wrong(
      "chart",
      `${JSON.stringify(chart)} is not the name of a chart`,
      "write a name with repo: …, oci://host/path/name, or a folder that starts with ./ or ../",
    );
  }
  if (repo === undefined) {
    return wrong(
      "chart",
      `nothing says where the chart ${chart} comes from`,
      `add repo: <address>, or write oci://host/path/${chart} or ./${chart} for a local folder`,
    );
  }
  if (/^https?:\/\/[^/]*@/.test(repo)) {
    return wrong(
      "repo",
      "the address holds credentials",
      "take them out, and put a login for the host into Helm's registry/config.json or Docker's config.json (docs/lock.md)",
    );
  }
  if (version === "none") return missingVersion();
  return { kind: "read", source: { kind: "http", repo: repo.replace(/\/+$/, ""), name: chart } };
}

function ociSource({ chart, repo, version }: SourceKeys): ChartSourceRead {
  if (repo !== undefined)
    return wrong("repo", "an oci:// chart has no repo", "remove repo, or set it to null where a layer below sets it");
  const reference = chart.slice("oci://".length).replace(/\/+$/, "");
  if (/@/.test(reference) || /:[^/]*$/.test(reference.slice(reference.indexOf("/") + 1))) {
    return wrong(
      "chart",
      "the address holds a tag, a digest or credentials",
      "write the version in `version`; the digest is pinned by `addons lock`",
    );
  }
  if (!/^[a-z0-9.-]+(:[0-9]{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/i.test(reference)) {
    return wrong("chart", `${chart} is not an address of a chart in a registry`, "write oci://host/path/name");
  }
  if (version === "none") return missingVersion();
  return { kind: "read", source: { kind: "oci", reference, name: reference.slice(reference.lastIndexOf("/") + 1) } };
}

/** Its version stands in its Chart.yaml; `version` may say which ones are wanted. */
function gitSource({ chart, repo }: SourceKeys): ChartSourceRead {
  if (repo !== undefined)
    return wrong("repo", "a chart from git has no repo", "remove repo, or set it to null where a layer below sets it");
  const read = readGitAddress(chart);
  return read.kind === "read" ? read : wrong("chart", read.message, read.hint);
}

function localSource({ file, chart, repo, version }: SourceKeys): ChartSourceRead {
  const path = projectPath(file, chart);
  if (path === undefined)
    return wrong(
      "chart",
      `the folder ${chart} lies outside the project`,
      "copy the chart into charts/; only what is in the project can be pinned",
    );
  if (repo !== undefined)
    return wrong("repo", "a local chart has no repo", "remove repo, or set it to null where a layer below sets it");
  if (version === "given")
    return wrong(
      "version",
      "a local chart takes its version from its Chart.yaml",
      "remove version, or set it to null where a layer below sets it",
    );
  return { kind: "read", source: { kind: "local", path } };
}

function missingVersion(): ChartSourceRead {
  return wrong(
    "chart",
    "the add-on has no version",
    'add version: "<version or constraint>", always quoted, e.g. version: "~1.21.0"',
  );
}

function wrong(key: keyof SourceKeys, message: string, hint: string): ChartSourceRead {
  return { kind: "wrong", key, message, hint };
}
