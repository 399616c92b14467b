import { availableCharts } from "../check/available-charts.ts";
import { renderAddons } from "../check/render-addons.ts";
import type { Lockfile } from "../lock/lockfile.ts";
import { pinKey, pinPlace, type PinPlace } from "../lock/pin-key.ts";
import type { Addon, Cluster, Environment } from "../manifest/environment.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { RenderOutside, RenderResult } from "../rendered/render-releases.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { SourcePosition } from "../support/problem.ts";

/** The images that the chart of one pin renders, over all clusters that take the pin. */
export interface RenderedImages extends PinPlace {
  readonly addon: string;
  readonly at: SourcePosition;
  /** References as they are written, sorted. */
  readonly images: readonly string[];
  /** `part`: values name an input that was not read, so that there may be others. */
  readonly values: "whole" | "part";
  /** Why what it renders is not known, on one of its clusters at least. */
  readonly unknown?: AddonsError;
}

export interface RenderedImagesOutside extends RenderOutside {
  readonly charts: ChartArchives;
}

/** Renders every add-on of these environments with its pinned chart, as far as `charts` has it without a request. */
export async function renderedImages(
  environments: readonly Environment[],
  lock: Lockfile,
  outside: RenderedImagesOutside,
): Promise<readonly RenderedImages[]> {
  const chartOf = await availableCharts(environments, lock, outside.charts);
  const rendered = await renderAddons(environments, chartOf, outside);
  const [noHelm] = rendered.problems;
  const found = new Map<string, RenderedImages>();
  for (const environment of environments) {
    for (const cluster of environment.clusters) {
      const results = rendered.of(cluster);
      for (const addon of cluster.addons) {
        const chart = chartOf(addon);
        const result = results.get(addon.name) ?? failed(chart.kind === "unusable" ? chart.error : notAtHand(noHelm));
        const place = pinPlace({ environment, cluster, addon });
        const key = `${addon.name}\n${pinKey(place)}`;
        found.set(key, joined(found.get(key), one({ addon, cluster, place, result })));
      }
    }
  }
  return [...found.values()];
}

interface One {
  readonly addon: Addon;
  readonly cluster: Cluster;
  readonly place: PinPlace;
  readonly result: RenderResult;
}

function one({ addon, place, result }: One): RenderedImages {
  const values = (addon.unknown ?? []).length === 0 ? "whole" : "part";
  const base = { addon: addon.name, ...place, at: addon.at, values } as const;
  return result.kind === "rendered"
    ? { ...base, images: result.facts.images }
    : { ...base, images: [], unknown: result.error };
}

function joined(known: RenderedImages | undefined, more: RenderedImages): RenderedImages {
  if (known === undefined) return more;
  const unknown = known.unknown ?? more.unknown;
  return {
    ...known,
    images: [...new Set([...known.images, ...more.images])].sort(),
    values: known.values === "part" ? "part" : more.values,
    ...(unknown === undefined ? {} : { unknown }),
  };
}

function failed(error: AddonsError): RenderResult {
  return { kind: "failed", error };
}

function notAtHand(noHelm: { readonly message: string; readonly hint?: string } | undefined): AddonsError {
  if (noHelm === undefined) return new AddonsError("CHECK-NOT-CACHED", "its chart is not at hand", { kind: "failed" });
  const hint = noHelm.hint === undefined ? {} : { hint: noHelm.hint };
  return new AddonsError("CHECK-NO-HELM", noHelm.message, { kind: "failed", ...hint });
}
