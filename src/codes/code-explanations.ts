import type { CodeExplanation } from "./code-explanation.ts";
import { CHART_ARCHIVE_CODES } from "./entries/chart-archives.ts";
import { CHART_SUPPLY_CODES } from "./entries/chart-supply.ts";
import { CHECK_CODES } from "./entries/check.ts";
import { CLI_CODES } from "./entries/cli.ts";
import { DRIFT_CODES } from "./entries/drift.ts";
import { FILE_CODES } from "./entries/files.ts";
import { CHARTS_FROM_GIT_CODES } from "./entries/charts-from-git.ts";
import { GIT_CODES } from "./entries/git.ts";
import { GRAPH_CODES } from "./entries/graph.ts";
import { HELM_CODES } from "./entries/helm.ts";
import { IMAGE_CODES } from "./entries/images.ts";
import { INIT_CODES } from "./entries/init.ts";
import { INPUT_CODES } from "./entries/inputs.ts";
import { KUBE_CODES } from "./entries/kube.ts";
import { KUBERNETES_CODES } from "./entries/kubernetes.ts";
import { LOCK_CODES } from "./entries/lock.ts";
import { MANIFEST_CODES } from "./entries/manifest.ts";
import { PLAYGROUND_CODES } from "./entries/playground.ts";
import { PROGRAM_CODES } from "./entries/program.ts";
import { REFERENCE_CODES } from "./entries/references.ts";
import { RELEASE_CODES } from "./entries/release.ts";
import { SCHEMA_CODES } from "./entries/schema.ts";
import { SEVERITY_CODES } from "./entries/severity.ts";
import { SIGNATURE_CODES } from "./entries/signatures.ts";
import { SOURCES_CODES } from "./entries/sources.ts";
import { SUBCHART_CODES } from "./entries/subcharts.ts";
import { SYNC_CODES } from "./entries/sync.ts";
import { TRANSFER_CODES } from "./entries/transfers.ts";
import { VALUES_CODES } from "./entries/values.ts";
import { YAML_CODES } from "./entries/yaml.ts";

/** A group of codes as `addons explain` and docs/problems.md show them. */
export interface CodeGroup {
  readonly title: string;
  /** The page of the documentation about what these codes are about. */
  readonly doc?: string;
  readonly codes: readonly CodeExplanation[];
}

/** The catalogue, in the order in which people meet it. Large: loaded by what explains, never at start-up. */
export const CODE_EXPLANATIONS: readonly CodeGroup[] = [
  { title: "YAML files", doc: "docs/manifest.md", codes: YAML_CODES },
  { title: "Manifest", doc: "docs/manifest.md", codes: MANIFEST_CODES },
  { title: "Severities", doc: "docs/manifest.md", codes: SEVERITY_CODES },
  { title: "References", doc: "docs/inputs.md", codes: REFERENCE_CODES },
  { title: "Inputs", doc: "docs/inputs.md", codes: INPUT_CODES },
  { title: "Lock", doc: "docs/lock.md", codes: LOCK_CODES },
  { title: "Subcharts", doc: "docs/lock.md", codes: SUBCHART_CODES },
  { title: "Sources of charts", doc: "docs/signatures.md", codes: SOURCES_CODES },
  { title: "Signatures of charts", doc: "docs/signatures.md", codes: SIGNATURE_CODES },
  { title: "Images", doc: "docs/registries.md", codes: IMAGE_CODES },
  { title: "Values", doc: "docs/chart-checks.md", codes: VALUES_CODES },
  { title: "Graph", doc: "docs/graph.md", codes: GRAPH_CODES },
  { title: "Kubernetes versions", doc: "docs/chart-checks.md", codes: KUBERNETES_CODES },
  { title: "Checks", doc: "docs/chart-checks.md", codes: CHECK_CODES },
  { title: "Command line", doc: "docs/exit-codes.md", codes: CLI_CODES },
  { title: "Project files", codes: [...FILE_CODES, ...INIT_CODES, ...SCHEMA_CODES] },
  { title: "Commits", codes: GIT_CODES },
  { title: "Charts from git", codes: CHARTS_FROM_GIT_CODES },
  { title: "Chart archives and repositories", doc: "docs/lock.md", codes: CHART_ARCHIVE_CODES },
  { title: "Logins, certificates and proxies of chart sources", doc: "docs/charts.md", codes: TRANSFER_CODES },
  { title: "Cache, copies and runs without network", doc: "docs/cache-and-vendor.md", codes: CHART_SUPPLY_CODES },
  { title: "Helm", doc: "docs/sync.md", codes: HELM_CODES },
  { title: "Clusters", doc: "docs/sync.md", codes: KUBE_CODES },
  { title: "Release records", doc: "docs/drift.md", codes: RELEASE_CODES },
  { title: "Sync", doc: "docs/sync.md", codes: SYNC_CODES },
  { title: "Drift", doc: "docs/drift.md", codes: DRIFT_CODES },
  { title: "Playground", doc: "docs/playground.md", codes: PLAYGROUND_CODES },
  { title: "Programs", doc: "docs/playground.md", codes: PROGRAM_CODES },
];
