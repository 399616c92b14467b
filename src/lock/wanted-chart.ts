import type { Addon, ChartSource, Environment } from "../manifest/environment.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { canonicalSource } from "./canonical-source.ts";

/** One pin that the manifest asks for: an add-on of an environment, shared by all its clusters. */
export interface WantedChart {
  readonly addon: string;
  readonly environment: string;
  readonly source: ChartSource;
  /** As the lock spells it. */
  readonly canonical: string;
  /** Chart name for repositories and registries; a folder's Chart.yaml says its own. */
  readonly name?: string;
  /** The constraint; absent for a folder that needs none. */
  readonly wants?: string;
  readonly at: SourcePosition;
}

export interface WantedCharts {
  /** Sorted by environment as given, then add-on. */
  readonly charts: readonly WantedChart[];
  readonly problems: readonly Problem[];
}

/** All pins of these environments. Clusters of one environment share theirs, so they have to want the same. */
export function wantedCharts(environments: readonly Environment[]): WantedCharts {
  const charts: WantedChart[] = [];
  const problems: Problem[] = [];
  for (const environment of environments) {
    const seen = new Map<string, { readonly chart: WantedChart; readonly cluster: string }>();
    const all = environment.clusters.flatMap((cluster) =>
      cluster.addons.map((addon) => ({ addon, cluster: cluster.name })),
    );
    for (const { addon, cluster } of all) {
      const chart = wantedChart(addon, environment.name);
      const first = seen.get(addon.name);
      if (!first) seen.set(addon.name, { chart, cluster });
      else if (!isSame(first.chart, chart)) problems.push(clustersDiffer(first, { chart, cluster }));
    }
    charts.push(...[...seen.values()].map(({ chart }) => chart).sort((a, b) => (a.addon < b.addon ? -1 : 1)));
  }
  return { charts, problems };
}

function wantedChart(addon: Addon, environment: string): WantedChart {
  const source = addon.chart;
  const wants = addon.version ?? (source.kind === "local" ? undefined : "*");
  return {
    addon: addon.name,
    environment,
    source,
    canonical: canonicalSource(source),
    ...(source.kind === "local" ? {} : { name: source.name }),
    ...(wants === undefined ? {} : { wants }),
    at: addon.at,
  };
}

function isSame(left: WantedChart, right: WantedChart): boolean {
  return left.canonical === right.canonical && left.name === right.name && left.wants === right.wants;
}

function clustersDiffer(
  first: { readonly chart: WantedChart; readonly cluster: string },
  other: { readonly chart: WantedChart; readonly cluster: string },
): Problem {
  const what = ({ chart, cluster }: typeof first): string =>
    `${cluster}: ${chart.canonical}${chart.wants === undefined ? "" : ` ${JSON.stringify(chart.wants)}`}`;
  return {
    code: "LOCK-CLUSTERS-DIFFER",
    severity: "error",
    message: `the clusters of ${first.chart.environment} want different charts of ${first.chart.addon} (${what(first)}; ${what(other)}), but share one pin`,
    hint: "give these clusters environments of their own; values may differ per cluster, charts and versions may not",
    at: other.chart.at,
  };
}
