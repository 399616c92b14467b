import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { UserCache } from "../outside/charts/cache/user-cache.ts";
import type { CountedChartArchives } from "../outside/charts/create-chart-archives.ts";
import type { ImageDigests } from "../outside/charts/registry/image-digests.ts";
import type { VendorFolder } from "../outside/charts/vendor/vendor-folder.ts";
import type { Files } from "../outside/files/files.ts";
import type { Processes } from "../outside/process/processes.ts";
import { once } from "../support/once.ts";
import { cacheFolder } from "./cache-folder.ts";
import type { Invocation } from "./command.ts";

/** The outside of charts: where their bytes come from, and where copies of them lie. */
export interface ChartParts {
  charts(): Promise<ChartArchives>;
  /** As `charts`, but copies in charts/vendor are not looked at: for the verb that makes them. */
  originals(): Promise<CountedChartArchives>;
  images(): Promise<ImageDigests>;
  vendor(): Promise<VendorFolder>;
  cache(): Promise<UserCache>;
}

/** Verbs that use charts have --offline. */
export type OutsideInvocation = Invocation & { readonly flags: { readonly offline?: boolean } };

export interface ChartPartsOutside {
  readonly files: () => Promise<Files>;
  readonly processes: () => Promise<Processes>;
}

export function createChartParts(invocation: OutsideInvocation, outside: ChartPartsOutside): ChartParts {
  const { root, voice, surroundings, flags } = invocation;
  const { env } = surroundings;
  const cache = cacheFolder(env);
  const network = flags.offline === true ? "refused" : "allowed";
  const progress = (message: string): void => voice.progress(message);
  const supply = { env, progress, network, processes: outside.processes } as const;
  const settings = once(async () => (await import("../sources/read-sources.ts")).usableSources(await outside.files()));
  const open = async (copies: "used" | "ignored"): Promise<CountedChartArchives> => {
    const { createChartArchives } = await import("../outside/charts/create-chart-archives.ts");
    const { showTransfers } = await import("./output/show-transfers.ts");
    const transfers = showTransfers(invocation);
    return createChartArchives({ ...supply, root, cacheFolder: cache, transfers, settings, copies });
  };
  return {
    charts: once(() => open("used")),
    originals: once(() => open("ignored")),
    images: once(async () => {
      const { createImageDigests } = await import("../outside/charts/registry/image-digests.ts");
      return createImageDigests({ ...supply, settings });
    }),
    vendor: once(async () => {
      const { createVendorFolder } = await import("../outside/charts/vendor/create-vendor-folder.ts");
      return createVendorFolder(root);
    }),
    cache: once(async () => (await import("../outside/charts/cache/create-user-cache.ts")).createUserCache(cache)),
  };
}
