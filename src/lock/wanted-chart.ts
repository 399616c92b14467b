import type { Addon, Environment } from "../manifest/environment.ts";
import { canonicalSource } from "../sources/canonical-source.ts";
import type { ChartSource } from "../sources/chart-source.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import { pinKey, pinPlace, type AddonPlace, type PinPlace } from "./pin-key.ts";

/** One pin that the manifest asks for: an add-on of an environment, shared by all its clusters or by those of one minor. */
export interface WantedChart extends PinPlace {
  readonly addon: string;
  readonly source: ChartSource;
  /** As the lock spells it. */
  readonly canonical: string;
  /** Chart name for repositories and registries; the Chart.yaml of a folder, here or in git, says its own. */
  readonly name?: string;
  /** The constraint; absent for a folder, here or in git, that needs none. */
  readonly wants?: string;
  readonly at: SourcePosition;
}

export interface WantedCharts {
  /** Sorted by environment as given, then add-on. */
  readonly charts: readonly WantedChart[];
  readonly problems: readonly Problem[];
}

/** All pins of these environments. Clusters that share a pin have to want the same. */
export function wantedCharts(environments: readonly Environment[]): WantedCharts {
  const charts: WantedChart[] = [];
  const problems: Problem[] = [];
  for (const environment of environments) {
    const seen = new Map<string, { readonly chart: WantedChart; readonly cluster: string }>();
    const all = environment.clusters.flatMap((cluster) => cluster.addons.map((addon) => ({ cluster, addon })));
    for (const { cluster, addon } of all) {
      const chart = wantedChart({ environment, cluster, addon });
      const first = seen.get(place(chart));
      if (!first) seen.set(place(chart), { chart, cluster: cluster.name });
      else if (!isSame(first.chart, chart)) problems.push(clustersDiffer(first, { chart, cluster: cluster.name }));
    }
    charts.push(...[...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { chart }]) => chart));
  }
  return { charts, problems };
}

function place(chart: WantedChart): string {
  return `${chart.addon}\n${pinKey(chart)}`;
}

function wantedChart(at: AddonPlace & { readonly addon: Addon }): WantedChart {
  const { addon } = at;
  const source = addon.chart;
  const wants = addon.version ?? ("name" in source ? "*" : undefined);
  return {
    addon: addon.name,
    ...pinPlace(at),
    source,
    canonical: canonicalSource(source),
    ...("name" in source ? { name: source.name } : {}),
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
