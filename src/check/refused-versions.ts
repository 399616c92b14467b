import type { Chart } from "../chart/chart.ts";
import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import type { Problem } from "../support/problem.ts";
import type { AvailableChart, ChartsOf } from "./available-charts.ts";
import { checkChartKubernetes } from "./values/check-chart-kubernetes.ts";

/** Charts that are not for the Kubernetes versions of an environment, each told once with the clusters concerned. */
export function refusedVersions({ clusters }: Environment, chartOf: ChartsOf): readonly Problem[] {
  const uses = new Map<string, Map<Chart, { readonly addon: Addon; readonly clusters: Cluster[] }>>();
  for (const cluster of clusters) {
    for (const addon of cluster.addons) {
      const available = chartOf(addon);
      if (available.kind !== "read") continue;
      const ofName = uses.get(addon.name) ?? new Map<Chart, { readonly addon: Addon; readonly clusters: Cluster[] }>();
      const use = ofName.get(available.chart) ?? { addon, clusters: [] };
      use.clusters.push(cluster);
      ofName.set(available.chart, use);
      uses.set(addon.name, ofName);
    }
  }
  return [...uses.values()].flatMap((ofName) =>
    [...ofName].flatMap(([chart, use]) => checkChartKubernetes({ chart, ...use }) ?? []),
  );
}

/** Whether Helm refuses this chart on this cluster, so that nothing else needs to be said about it. */
export function isRefused(addon: Addon, cluster: Cluster, available: AvailableChart): boolean {
  if (available.kind !== "read") return false;
  return checkChartKubernetes({ addon, chart: available.chart, clusters: [cluster] }) !== undefined;
}
