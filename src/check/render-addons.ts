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

/**
 * Every add-on of every cluster, rendered for the Kubernetes version that its cluster declares. Charts that ask which APIs
 * there are get a second look, with those that the cluster's add-ons define: so they will render once all of it stands.
 */
export async function renderAddons(
  environments: readonly Environment[],
  chartOf: ChartsOf,
  outside: RenderOutside,
): Promise<RenderedAddons> {
  const clusters = environments.flatMap((environment) => environment.clusters);
  const byCluster = new Map<Cluster, Map<string, RenderResult>>(clusters.map((cluster) => [cluster, new Map()]));
  const of = (cluster: Cluster): ReadonlyMap<string, RenderResult> => byCluster.get(cluster) ?? new Map();
  const renderAll = async (wanted: readonly Wanted[]): Promise<void> => {
    if (wanted.length === 0) return;
    const requests = wanted.map(({ request }) => request);
    const results = await renderReleases(requests, outside);
    wanted.forEach(({ cluster, addon }, index) => {
      const result = results[index];
      if (result !== undefined) byCluster.get(cluster)?.set(addon.name, result);
    });
  };
  try {
    const wanted = clusters.map((cluster) => ({ cluster, addons: wantedOf(cluster, chartOf) }));
    await renderAll(wanted.flatMap(({ addons }) => addons));
    await renderAll(wanted.flatMap(({ cluster, addons }) => secondLook(addons, of(cluster))));
    return { of, problems: [] };
  } catch (error) {
    if (!(error instanceof AddonsError) || !NO_HELM.has(error.code)) throw error;
    return { of, problems: [withoutHelm(error)] };
  }
}

interface Wanted {
  readonly cluster: Cluster;
  readonly addon: Addon;
  readonly request: RenderRequest;
  readonly apis: "asks" | "does-not-ask";
}

function wantedOf(cluster: Cluster, chartOf: ChartsOf): readonly Wanted[] {
  return cluster.addons.flatMap((addon): readonly Wanted[] => {
    const chart = chartOf(addon);
    if (chart.kind !== "read") return [];
    return [{ cluster, addon, request: requestFor(addon, cluster, chart.archive), apis: chart.apis }];
  });
}

function secondLook(addons: readonly Wanted[], results: ReadonlyMap<string, RenderResult>): readonly Wanted[] {
  const asking = addons.filter(({ apis }) => apis === "asks");
  if (asking.length === 0) return [];
  const apis = definedApis(results);
  return apis.length === 0 ? [] : asking.map((want) => ({ ...want, request: { ...want.request, apis } }));
}

/** As `.Capabilities.APIVersions` has them. */
function definedApis(results: ReadonlyMap<string, RenderResult>): readonly string[] {
  const definitions = [...results.values()].flatMap((result) =>
    result.kind === "rendered" ? result.facts.definitions : [],
  );
  const apis = definitions.flatMap(({ group, kind, versions }) =>
    versions.flatMap((version) => [`${group}/${version}`, `${group}/${version}/${kind}`]),
  );
  return [...new Set(apis)].sort();
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
