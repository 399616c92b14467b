import type { Environment } from "../../manifest/environment.ts";
import type { KubernetesWriter } from "../../outside/kubernetes/kubernetes.ts";
import type { Processes } from "../../outside/process/processes.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { SyncEvent } from "../../sync/event.ts";
import type { SyncOutside, SyncRequest } from "../../sync/sync-request.ts";
import type { SyncInvocation } from "./sync-invocation.ts";
import { connectWriter } from "./connect-cluster.ts";
import { STEPS_AT_A_TIME } from "../arguments/flags.ts";
import type { Outside } from "../outside.ts";
import { desiredOf, type Place, type Project } from "../project/open-project.ts";

/** One cluster, ready to be synced, or known to be out of reach. */
export interface SyncSite {
  readonly request: SyncRequest;
  /** Absent when the cluster cannot be reached. */
  readonly kubernetes?: KubernetesWriter;
  /** Throws the AddonsError that keeps the cluster out of reach. */
  readonly outside: (events: (event: SyncEvent) => void) => SyncOutside;
}

interface Run {
  readonly project: Project;
  readonly invocation: SyncInvocation;
  readonly outside: Outside;
  readonly signals: { readonly stop: AbortSignal; readonly kill: AbortSignal };
}

/**
 * Everything that can fail before the first write does so here: pins, charts, Helm. Playgrounds come up here, before progress is
 * drawn. A cluster that cannot be reached becomes a site that says so and leaves the others alone.
 */
export async function connectSites(environment: Environment, run: Run): Promise<readonly SyncSite[]> {
  const requests: SyncRequest[] = [];
  for (const cluster of environment.clusters) requests.push(await requestFor({ environment, cluster }, run));
  return await Promise.all(requests.map((request) => connectSite(request, run)));
}

export function siteOf(sites: readonly SyncSite[], request: SyncRequest): SyncSite {
  const found = sites.find((site) => site.request === request);
  if (found === undefined) throw new Error(`No site for ${request.cluster.name}`);
  return found;
}

export function closeSites(sites: readonly SyncSite[]): void {
  for (const site of sites) site.kubernetes?.close();
}

async function requestFor(place: Place, { project, invocation, outside }: Run): Promise<SyncRequest> {
  const { flags } = invocation;
  const desired = await desiredOf(project, place, { invocation, outside });
  const { timeout } = flags;
  return {
    environment: place.environment.name,
    cluster: place.cluster,
    desired:
      timeout === undefined
        ? desired
        : desired.map((release) => ({ ...release, addon: { ...release.addon, timeoutSeconds: timeout } })),
    look: flags.repair ? "live" : "records",
    prune: flags.prune ? "uninstall" : "keep",
    concurrency: flags.concurrency ?? STEPS_AT_A_TIME,
  };
}

async function connectSite(request: SyncRequest, { invocation, outside, signals }: Run): Promise<SyncSite> {
  const site = { environment: request.environment, cluster: request.cluster };
  try {
    const { kubernetes, target } = await connectWriter(site, invocation, outside);
    const counted = countPrograms(await outside.processes());
    const parts = {
      kubernetes,
      target,
      helm: await outside.helm(counted),
      charts: await outside.charts(),
      clock: await outside.clock(),
      runner: await outside.runner(),
      redactor: invocation.voice.redactor,
      processesStarted: counted.count,
      signal: signals.stop,
      kill: signals.kill,
    };
    return { request, kubernetes, outside: (events) => ({ ...parts, events }) };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return { request, outside: () => rethrow(error) };
  }
}

function rethrow(error: AddonsError): never {
  throw error;
}

/** Programs of one cluster of several that share the supervisor: it counts for each that needed it. */
function countPrograms(processes: Processes): Processes & { readonly count: () => number } {
  let runs = 0;
  let supervised = 0;
  return {
    started: processes.started,
    count: () => runs + supervised,
    async run(request) {
      runs++;
      if (request.onOwnerDeath === "kill") supervised = 1;
      return await processes.run(request);
    },
  };
}
