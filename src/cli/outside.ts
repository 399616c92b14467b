import type { FactsCache } from "../outside/facts/facts-cache.ts";
import type { Files } from "../outside/files/files.ts";
import type { Helm } from "../outside/helm/helm.ts";
import type { Inputs } from "../outside/inputs/inputs.ts";
import type { Playgrounds } from "../outside/playground/playgrounds.ts";
import type { Processes } from "../outside/process/processes.ts";
import type { Clock, Runner } from "../outside/system/system.ts";
import { cacheFolder } from "./cache-folder.ts";
import { createChartParts, type ChartParts, type OutsideInvocation } from "./chart-parts.ts";
import { once } from "../support/once.ts";

/** The real world for one run. Each part is loaded and made at its first use: `validate` never loads the cluster. */
export interface Outside extends ChartParts {
  files(): Promise<Files>;
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

export function createOutside(invocation: OutsideInvocation): Outside {
  const { root, voice } = invocation;
  const { env } = invocation.surroundings;
  const cache = cacheFolder(env);
  const processes = once(async () => (await import("../outside/process/run-processes.ts")).createProcesses());
  let opened: Awaited<ReturnType<typeof processes>> | undefined;
  const running = async () => (opened = await processes());
  const files = once(() => projectFiles(root));
  return {
    files,
    ...createChartParts(invocation, { files, processes: running }),
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
