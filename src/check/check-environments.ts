import type { AddonGraph } from "../graph/addon-graph.ts";
import type { LockRead } from "../lock/lockfile.ts";
import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import { problemList } from "../manifest/problem-list.ts";
import type { SeveritySettings } from "../manifest/severity-settings.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { RenderOutside, RenderResult } from "../rendered/render-releases.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";
import { availableCharts, type AvailableChart } from "./available-charts.ts";
import { checkApiVersions } from "./check-api-versions.ts";
import { checkOnce } from "./check-once.ts";
import { lockProblems } from "./lock-problems.ts";
import { renderAddons } from "./render-addons.ts";
import { isRefused, refusedVersions } from "./refused-versions.ts";
import { unavailableProblems } from "./unavailable-charts.ts";
import { checkValues } from "./values/check-values.ts";
import type { HelmLine } from "./values/values-check.ts";

export interface CheckRequest {
  readonly environments: readonly Environment[];
  readonly lock: LockRead;
}

export interface CheckOutside extends RenderOutside {
  readonly charts: ChartArchives;
}

export interface CheckedEnvironments {
  /** Each once, with the clusters that have it where not all do; sorted by place. */
  readonly problems: readonly Problem[];
  /** One per cluster, in the order of environments and clusters. */
  readonly graphs: readonly AddonGraph[];
}

/**
 * Everything that can be said about charts without network and cluster: the lock, values against the charts, what the
 * rendered charts need of each other, versions of APIs. What could not be looked into is told, too.
 */
export async function checkEnvironments(
  { environments, lock: read }: CheckRequest,
  outside: CheckOutside,
): Promise<CheckedEnvironments> {
  const { lock, problems: ofLock } = await lockProblems(environments, read, outside.charts);
  const chartOf = await availableCharts(environments, lock, outside.charts);
  const rendered = await renderAddons(environments, chartOf, outside);
  const helm = await helmLine(outside);
  const problems = problemList(severitiesOf(environments));
  for (const problem of [...ofLock, ...rendered.problems, ...unavailableProblems(environments, chartOf)]) {
    problems.report(problem);
  }
  const graphOf = checkOnce();
  const graphs: AddonGraph[] = [];
  for (const environment of environments) {
    for (const problem of refusedVersions(environment, chartOf)) {
      problems.report(problem, { environment: environment.name, file: environment.file });
    }
    for (const cluster of environment.clusters) {
      const met = { environment: environment.name, file: environment.file, cluster: cluster.name };
      problems.looked(met);
      const report = (problem: Problem): void => problems.report(problem, met);
      const results = rendered.of(cluster);
      for (const addon of cluster.addons) {
        await checkOne({ addon, cluster, chart: chartOf(addon), rendered: results.get(addon.name), helm }, report);
      }
      const graph = graphOf({ environment, cluster, results, chartOf });
      graph.problems.forEach(report);
      graphs.push(graph);
    }
  }
  return { problems: problems.all(), graphs };
}

function severitiesOf(environments: readonly Environment[]): ReadonlyMap<string, SeveritySettings> {
  return new Map(
    environments.flatMap(({ name, severities }) => (severities === undefined ? [] : [[name, severities]])),
  );
}

interface One {
  readonly addon: Addon;
  readonly cluster: Cluster;
  readonly chart: AvailableChart;
  readonly rendered: RenderResult | undefined;
  readonly helm: HelmLine;
}

/** The newer line where there is no helm to ask. */
async function helmLine({ helm }: CheckOutside): Promise<HelmLine> {
  try {
    return (await helm.version()).major;
  } catch (error) {
    if (error instanceof AddonsError) return 4;
    throw error;
  }
}

/** A chart that was found wrong exactly is not also told to have failed in Helm, whose words are about the same. */
async function checkOne(
  { addon, cluster, chart, rendered, helm }: One,
  report: (problem: Problem) => void,
): Promise<void> {
  const found =
    chart.kind === "read" ? await checkValues({ addon, chart: chart.chart, helm, ...unknownOf(addon) }) : [];
  found.forEach(report);
  if (chart.kind === "unusable" && !isToldByManifest(chart.error)) report(unusableChart(addon, chart.error));
  if (rendered?.kind === "rendered") checkApiVersions(addon, rendered.facts, cluster.kubernetes).forEach(report);
  if (rendered?.kind !== "failed") return;
  const isExplained = found.some(({ severity }) => severity === "error") || isRefused(addon, cluster, chart);
  if (!isExplained) report(renderFailed(addon, rendered.error));
}

/** The folder of an add-on that is not there is; one that its chart depends on has a cause. */
function isToldByManifest({ code, cause }: AddonsError): boolean {
  return code === "CHART-MISSING" && cause === undefined;
}

function unknownOf({ unknown }: Addon): Pick<Addon, "unknown"> {
  return unknown === undefined ? {} : { unknown };
}

function unusableChart(addon: Addon, { code, message, hint }: AddonsError): Problem {
  return {
    code,
    severity: "error",
    message: `${addon.name}: ${message}`,
    ...(hint !== undefined && { hint }),
    at: addon.at,
  };
}

/** With inputs left out the text of a reference stands in the values, which a template may well refuse. */
function renderFailed(addon: Addon, { message, hint }: AddonsError): Problem {
  const said = message.replace(/\.$/, "");
  const isWhole = (addon.unknown ?? []).length === 0;
  return {
    code: "CHECK-RENDER-FAILED",
    severity: isWhole ? "error" : "info",
    message: isWhole
      ? `${addon.name} cannot be rendered: ${said}`
      : `${addon.name} cannot be rendered without its inputs, so that its objects were not checked: ${said}`,
    ...(hint !== undefined && { hint }),
    at: addon.at,
  };
}
