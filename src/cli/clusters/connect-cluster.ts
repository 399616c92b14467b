import type { Cluster } from "../../manifest/environment.ts";
import type { ClusterAccess, KubernetesReader, KubernetesWriter } from "../../outside/kubernetes/kubernetes.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { duration } from "../arguments/duration.ts";
import type { Outside } from "../outside.ts";

type ConnectInvocation = Invocation<"kubeconfig" | "context">;

/** A cluster of an environment. */
export interface Site {
  readonly environment: string;
  readonly cluster: Cluster;
}

/** For verbs that only look: GET is all it can send, and a playground that is down stays down. */
export async function connectReader(
  site: Site,
  invocation: ConnectInvocation,
  outside: Outside,
): Promise<KubernetesReader> {
  const access = await findClusterAccess(site, invocation, await runningPlayground(site, outside));
  const { createKubernetesReader } = await import("../../outside/kubernetes/create-kubernetes.ts");
  return createKubernetesReader(access, await options(invocation, outside));
}

/** For sync: brings a playground up when it is down. */
export async function connectWriter(
  site: Site,
  invocation: ConnectInvocation,
  outside: Outside,
): Promise<{ readonly kubernetes: KubernetesWriter; readonly target: ClusterAccess }> {
  const target = await findClusterAccess(site, invocation, await startedPlayground(site, invocation, outside));
  const { createKubernetes } = await import("../../outside/kubernetes/create-kubernetes.ts");
  return { kubernetes: createKubernetes(target, await options(invocation, outside)), target };
}

/** One plane per cluster of an environment; the project folder is the scope of its name. */
export function playgroundName(site: Site): string {
  return `${site.environment}/${site.cluster.name}`;
}

async function findClusterAccess(
  { cluster }: Site,
  { flags, surroundings }: ConnectInvocation,
  playground: ClusterAccess | undefined,
): Promise<ClusterAccess> {
  if (playground !== undefined) return playground;
  const { findAccess } = await import("../../outside/kubernetes/find-access.ts");
  const context = flags.context ?? (cluster.connection.kind === "context" ? cluster.connection.context : undefined);
  return findAccess(
    {
      ...(flags.kubeconfig !== undefined && { kubeconfig: flags.kubeconfig }),
      ...(context !== undefined && { context }),
    },
    surroundings.env,
  );
}

async function runningPlayground(site: Site, outside: Outside): Promise<ClusterAccess | undefined> {
  if (site.cluster.connection.kind !== "playground") return undefined;
  const status = await (await outside.playgrounds()).status(playgroundName(site));
  if (status.state === "running") return status.access;
  const why = status.state === "broken" && status.why !== undefined ? `: ${status.why}` : "";
  throw new AddonsError("PLAYGROUND-NOT-RUNNING", `the playground ${playgroundName(site)} is not running${why}`, {
    kind: "failed",
    hint: `addons playground up --env ${site.environment}`,
  });
}

async function startedPlayground(site: Site, invocation: Invocation, outside: Outside) {
  if (site.cluster.connection.kind !== "playground") return undefined;
  const playgrounds = await outside.playgrounds();
  const running = await playgrounds.up(playgroundName(site), (message) => invocation.voice.progress(message));
  return running.access;
}

async function options({ surroundings, voice }: Invocation, outside: Outside) {
  const { childEnvironment } = await import("../../outside/system/child-environment.ts");
  return {
    processes: await outside.processes(),
    env: childEnvironment(surroundings.env),
    redactor: voice.redactor,
    ...timeouts(surroundings.env["ADDONS_REQUEST_TIMEOUT"]),
  };
}

/** Nothing when the variable says nothing: the defaults of the client hold. Throws AddonsError CLI-USAGE. */
function timeouts(text: string | undefined): { readonly requestTimeoutMs?: number } {
  if (text === undefined || text === "") return {};
  const seconds = duration(text);
  if (seconds !== undefined) return { requestTimeoutMs: seconds * 1000 };
  throw new AddonsError("CLI-USAGE", `ADDONS_REQUEST_TIMEOUT is "${text}"; it must be like 30s`, {
    kind: "usage",
    hint: "ADDONS_REQUEST_TIMEOUT=30s, or leave it out",
  });
}
