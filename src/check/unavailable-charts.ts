import type { Environment } from "../manifest/environment.ts";
import type { Problem } from "../support/problem.ts";
import type { ChartsOf } from "./available-charts.ts";

const SHOWN = 5;

/** Pinned charts that are not at hand: one problem for all of them, they come together; one for each subchart, at its line. */
export function unavailableProblems(environments: readonly Environment[], chartOf: ChartsOf): readonly Problem[] {
  const missing = new Map<string, string>();
  const subcharts = new Map<string, Problem>();
  for (const { name, clusters } of environments) {
    for (const addon of clusters.flatMap(({ addons }) => addons)) {
      const chart = chartOf(addon);
      if (chart.kind !== "not-cached") continue;
      if (chart.subchart) subcharts.set(chart.subchart.message, chart.subchart);
      else if (!missing.has(chart.pin.chart)) missing.set(chart.pin.chart, name);
    }
  }
  if (missing.size === 0) return [...subcharts.values()];
  const charts = [...missing.keys()].sort();
  const shown = charts.length > SHOWN ? [...charts.slice(0, SHOWN), `${charts.length - SHOWN} more`] : charts;
  const names = [...new Set(missing.values())].map((name) => `--env ${name}`).join(" ");
  return [
    ...subcharts.values(),
    {
      code: "CHECK-NOT-CACHED",
      severity: "warning",
      message: `neither charts/vendor nor the cache has ${joined(shown)}, so that values and objects were not checked against ${charts.length === 1 ? "it" : "them"}`,
      hint: `addons render ${names} fetches what the lock pins`,
    },
  ];
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
