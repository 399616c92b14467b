import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import {
  renderReleases,
  type RenderOutside,
  type RenderRequest,
  type RenderResult,
} from "../rendered/render-releases.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";
import type { ChartsOf } from "./available-charts.ts";

export interface RenderedAddons {
  /** By add-on; those whose chart is not at hand are missing. */
  of(cluster: Cluster): ReadonlyMap<string, RenderResult>;
  /** Why nothing was rendered at all. */
  readonly problems: readonly Problem[];
}

/** Every add-on of every cluster, rendered for the Kubernetes version that its cluster declares. */
export async function renderAddons(
  environments: readonly Environment[],
  chartOf: ChartsOf,
  outside: RenderOutside,
): Promise<RenderedAddons> {
  const clusters = environments.flatMap((environment) => environment.clusters);
  const wanted = clusters.flatMap((cluster) =>
    cluster.addons.flatMap((addon) => {
      const chart = chartOf(addon);
      return chart.kind === "read" ? [{ cluster, addon, request: requestFor(addon, cluster, chart.archive) }] : [];
    }),
  );
  const byCluster = new Map<Cluster, Map<string, RenderResult>>(clusters.map((cluster) => [cluster, new Map()]));
  const of = (cluster: Cluster): ReadonlyMap<string, RenderResult> => byCluster.get(cluster) ?? new Map();
  if (wanted.length === 0) return { of, problems: [] };
  try {
    const results = await renderReleases(
      wanted.map(({ request }) => request),
      outside,
    );
    wanted.forEach(({ cluster, addon }, index) => {
      const result = results[index];
      if (result !== undefined) byCluster.get(cluster)?.set(addon.name, result);
    });
    return { of, problems: [] };
  } catch (error) {
    if (!(error instanceof AddonsError) || !NO_HELM.has(error.code)) throw error;
    return { of, problems: [withoutHelm(error)] };
  }
}

const NO_HELM: ReadonlySet<string> = new Set(["HELM-MISSING", "HELM-VERSION", "HELM-TIMEOUT"]);

function withoutHelm({ message, hint }: AddonsError): Problem {
  return {
    code: "CHECK-NO-HELM",
    severity: "info",
    message: `charts were not rendered, so that needs between them, conflicts and versions of APIs were not checked: ${message.replace(/\.$/, "")}`,
    ...(hint !== undefined && { hint }),
  };
}

function requestFor(addon: Addon, cluster: Cluster, chart: RenderRequest["chart"]): RenderRequest {
  const { release, namespace, values, crds } = addon;
  const { kubernetes } = cluster;
  return { release, namespace, values, kubernetes, chart, crds: crds === "skip" ? "skip-crds" : "include-crds" };
}
