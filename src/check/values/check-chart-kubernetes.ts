import type { Chart } from "../../chart/chart.ts";
import type { Addon, Cluster } from "../../manifest/environment.ts";
import { parseConstraint } from "../../support/constraint.ts";
import type { Problem } from "../../support/problem.ts";
import { parseVersion } from "../../support/parse-version.ts";
import type { Version } from "../../support/parse-version.ts";

export interface KubernetesCheck {
  readonly addon: Pick<Addon, "name" | "at">;
  readonly chart: Pick<Chart, "name" | "version" | "kubeVersion">;
  /** All clusters of an environment that run the add-on with this chart. */
  readonly clusters: readonly Pick<Cluster, "name" | "kubernetes">[];
}

/**
 * A chart that Helm refuses to install on the declared Kubernetes versions, told once for all clusters. As Helm does, vendor
 * suffixes (`v1.36.2-eks-3025e55`) are left out before comparing. A minor alone stands for all of its patches.
 */
export function checkChartKubernetes({ addon, chart, clusters }: KubernetesCheck): Problem | undefined {
  const { kubeVersion } = chart;
  if (kubeVersion === undefined || kubeVersion === "") return undefined;
  const range = parseConstraint(kubeVersion);
  const refused = clusters.filter(({ kubernetes }) => {
    const versions = versionsOf(kubernetes);
    return versions.length > 0 && !versions.some((version) => range?.matches(version) ?? false);
  });
  if (refused.length === 0) return undefined;
  const where = refused.map(({ name, kubernetes }) => `${name} (${kubernetes})`).join(", ");
  return {
    code: "KUBERNETES-CHART-VERSION",
    severity: "error",
    message: `${addon.name}: the chart ${chart.name} ${chart.version} is for Kubernetes ${kubeVersion}, Helm refuses it on ${where}`,
    hint:
      range === undefined
        ? "no version can fit this range: tell the chart's maintainers, or take another version of the chart"
        : "take a version of the chart that is made for these, or correct kubernetes of the clusters",
    at: addon.at,
  };
}

/** Enough patches to meet a range that begins or ends inside a minor. */
const PATCHES = Array.from({ length: 31 }, (_, patch) => patch);

/** Versions that a declared one may stand for; the release alone, without what a vendor appends. */
function versionsOf(kubernetes: string): readonly Version[] {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(kubernetes) ?? [];
  if (major === undefined || minor === undefined) return [];
  const patches = patch === undefined ? PATCHES : [patch];
  return patches.flatMap((one) => parseVersion(`${major}.${minor}.${one}`) ?? []);
}
