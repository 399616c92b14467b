import type { HelmVersion, ReleaseIdentity, TemplateRequest, UninstallRequest, UpgradeRequest } from "./helm.ts";

/*
 * Argument lists for Helm 3 and Helm 4. All differences between the two stand in one table. Every flag has the
 * form --flag=value and names stand behind `--`, so that no name or text can become a flag. Flags that take a
 * comma-separated list are given once per element. Values and charts are files of the folder that Helm runs in.
 */

export const CHART_FILE = "chart.tgz";
export const VALUES_FILE = "values.yaml";

/** Helm would fetch what a values.schema.json refers to, from anywhere; src/check/values holds values against schemas instead. */
const SKIP_SCHEMA = "--skip-schema-validation";

interface Differences {
  /** Helm 4 waits for hooks only when told so, and has server-side apply; `auto` is server-side for a new release and what it was for others. */
  readonly upgrade: readonly string[];
  readonly uninstall: readonly string[];
  readonly rollback: string;
}

const DIFFERENCES: Readonly<Record<HelmVersion["major"], Differences>> = {
  3: { upgrade: [], uninstall: [], rollback: "--atomic" },
  4: {
    upgrade: ["--wait=hookOnly", "--server-side=auto"],
    uninstall: ["--wait=hookOnly"],
    rollback: "--rollback-on-failure",
  },
};

export function versionArgs(): readonly string[] {
  return ["version", "--template={{.Version}}"];
}

export function templateArgs(request: Omit<TemplateRequest, "chart" | "values" | "limitSeconds">): readonly string[] {
  return [
    "template",
    `--namespace=${request.namespace}`,
    `--values=${VALUES_FILE}`,
    `--kube-version=${wholeVersion(request.kubernetes)}`,
    ...(request.apiVersions ?? []).map((version) => `--api-versions=${version}`),
    `--${request.includeCrds}`,
    ...(request.mode === "upgrade" ? ["--is-upgrade"] : []),
    ...(request.hooks === "no-hooks" ? ["--no-hooks"] : []),
    SKIP_SCHEMA,
    ...positionals(request),
  ];
}

export function upgradeArgs(
  version: HelmVersion,
  request: Omit<UpgradeRequest, "chart" | "values" | "signal">,
): readonly string[] {
  const different = DIFFERENCES[version.major];
  return [
    "upgrade",
    "--install",
    ...targetArgs(request),
    // Without it Helm reuses the last release's values when there are none now.
    "--reset-values",
    `--values=${VALUES_FILE}`,
    "--skip-crds",
    "--hide-notes",
    SKIP_SCHEMA,
    ...Object.entries(request.labels).map(([name, value]) => `--labels=${name}=${value}`),
    `--description=${request.description}`,
    `--history-max=${request.historyMax}`,
    `--timeout=${request.timeoutSeconds}s`,
    ...different.upgrade,
    ...(request.onFailure === "rollback" ? [different.rollback] : []),
    ...(request.ownership === "take-ownership" ? ["--take-ownership"] : []),
    ...positionals(request),
  ];
}

export function uninstallArgs(version: HelmVersion, request: Omit<UninstallRequest, "signal">): readonly string[] {
  return [
    "uninstall",
    ...targetArgs(request),
    "--ignore-not-found",
    `--timeout=${request.timeoutSeconds}s`,
    ...DIFFERENCES[version.major].uninstall,
    "--",
    request.release,
  ];
}

/** The kubeconfig is given by the environment: the flag takes one file only, KUBECONFIG several. */
function targetArgs(request: ReleaseIdentity & Pick<UpgradeRequest, "target">): readonly string[] {
  return [`--namespace=${request.namespace}`, `--kube-context=${request.target.context}`];
}

/** Charts may take the version apart: a cluster's own has three parts. */
function wholeVersion(version: string): string {
  return /^\d+\.\d+$/.test(version) ? `${version}.0` : version;
}

function positionals(request: ReleaseIdentity): readonly string[] {
  return ["--", request.release, `./${CHART_FILE}`];
}
