import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { CountedChartArchives } from "../outside/charts/create-chart-archives.ts";
import type { UserCache } from "../outside/charts/cache/user-cache.ts";
import type { ImageDigests } from "../outside/charts/registry/image-digests.ts";
import type { VendorFolder } from "../outside/charts/vendor/vendor-folder.ts";
import type { FactsCache } from "../outside/facts/facts-cache.ts";
import type { Files } from "../outside/files/files.ts";
import type { Helm } from "../outside/helm/helm.ts";
import type { Inputs } from "../outside/inputs/inputs.ts";
import type { Playgrounds } from "../outside/playground/playgrounds.ts";
import type { Processes } from "../outside/process/processes.ts";
import type { Clock, Runner } from "../outside/system/system.ts";
import { cacheFolder } from "./cache-folder.ts";
import type { Invocation } from "./command.ts";
import { once } from "../support/once.ts";

/** The real world for one run. Each part is loaded and made at its first use: `validate` never loads the cluster. */
export interface Outside {
  files(): Promise<Files>;
  charts(): Promise<ChartArchives>;
  /** As `charts`, but copies in charts/vendor are not looked at: for the verb that makes them. */
  originals(): Promise<CountedChartArchives>;
  images(): Promise<ImageDigests>;
  vendor(): Promise<VendorFolder>;
  cache(): Promise<UserCache>;
  facts(): Promise<FactsCache>;
  processes(): Promise<Processes>;
  inputs(): Promise<Inputs>;
  /** Runs its programs through `processes` when given. */
  helm(processes?: Processes): Promise<Helm>;
  playgrounds(): Promise<Playgrounds>;
  clock(): Promise<Clock>;
  runner(): Promise<Runner>;
  /** Ends what the parts hold open. */
  close(): Promise<void>;
}

/** Verbs that use charts have --offline. */
export type OutsideInvocation = Invocation & { readonly flags: { readonly offline?: boolean } };

export function createOutside(invocation: OutsideInvocation): Outside {
  const { root, voice } = invocation;
  const { env } = invocation.surroundings;
  const cache = cacheFolder(env);
  const progress = (message: string): void => voice.progress(message);
  const processes = once(async () => (await import("../outside/process/run-processes.ts")).createProcesses());
  let opened: Awaited<ReturnType<typeof processes>> | undefined;
  const running = async () => (opened = await processes());
  const files = once(() => projectFiles(root));
  const network = invocation.flags.offline === true ? "refused" : "allowed";
  const openCharts = async (copies: "used" | "ignored"): Promise<CountedChartArchives> => {
    const { createChartArchives } = await import("../outside/charts/create-chart-archives.ts");
    const settings = once(async () => (await import("../sources/read-sources.ts")).usableSources(await files()));
    const { showTransfers } = await import("./output/show-transfers.ts");
    const transfers = showTransfers(invocation);
    const supply = { root, cacheFolder: cache, env, progress, transfers, settings, processes: running };
    return createChartArchives({ ...supply, network, copies });
  };
  return {
    files,
    charts: once(() => openCharts("used")),
    originals: once(() => openCharts("ignored")),
    images: once(async () => {
      const { createImageDigests } = await import("../outside/charts/registry/image-digests.ts");
      return createImageDigests({ env, progress, processes: running, network });
    }),
    vendor: once(async () => (await import("../outside/charts/vendor/create-vendor-folder.ts")).createVendorFolder(root)),
    cache: once(async () => (await import("../outside/charts/cache/create-user-cache.ts")).createUserCache(cache)),
    facts: once(async () => (await import("../outside/facts/create-facts-cache.ts")).createFactsCache(cache)),
    processes: running,
    inputs: once(async () => {
      const { createInputs } = await import("../outside/inputs/create-inputs.ts");
      const now = (): number => invocation.surroundings.now();
      return createInputs({ files: await files(), processes: running, env, now, redactor: voice.redactor });
    }),
    async helm(through) {
      const { createHelm } = await import("../outside/helm/create-helm.ts");
      const binary = env["ADDONS_HELM"];
      return createHelm({
        processes: through ?? (await running()),
        env,
        redactor: voice.redactor,
        cacheFolder: cache,
        ...(binary !== undefined && binary !== "" && { binary }),
      });
    },
    playgrounds: once(async () => {
      const { createPlaygrounds } = await import("../outside/playground/create-playgrounds.ts");
      const { createPrograms } = await import("../outside/programs/create-programs.ts");
      const owner = env["ADDONS_PLAYGROUND_OWNER"];
      return createPlaygrounds({
        programs: createPrograms({ env }),
        scope: root,
        ...(owner !== undefined && owner !== "" && { owner: Number(owner) }),
      });
    }),
    clock: once(async () => (await import("../outside/system/create-clock.ts")).createClock()),
    runner: once(async () => (await import("../outside/system/create-runner.ts")).createRunner(env)),
    close: async () => opened?.close(),
  };
}

/** One text per file and run, whatever somebody writes meanwhile. */
async function projectFiles(root: string): Promise<Files> {
  const { createFiles } = await import("../outside/files/create-files.ts");
  const { readOnce } = await import("../outside/files/read-once.ts");
  return readOnce(createFiles(root));
}
