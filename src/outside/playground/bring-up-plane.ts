import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { auditPolicy } from "./audit-policy.ts";
import { initialObjects } from "./cluster-objects.ts";
import { freePorts } from "./free-ports.ts";
import { createPlaneApi, type PlaneApi } from "./plane-api.ts";
import { planeCommand, serverUrl, type PlaneLayout } from "./plane-commands.ts";
import type { PlaneComponents } from "./plane-components.ts";
import { writeCredentials, writeKubeconfig } from "./plane-credentials.ts";
import type { ComponentName, PlaneParts, PlaneSpec } from "./plane-state.ts";

/** Reports of one start; `doing` names the component that is waited for. */
export interface BringUpReports {
  /** Ends the start, which never gives up by itself. */
  readonly givenUp: AbortSignal;
  doing(what: string, component: ComponentName | undefined): void;
  usable(parts: PlaneParts): void;
}

/**
 * Starts all components and returns when the plane is ready. Order: etcd and the API server at once, scheduler and KWOK at its
 * first answer, the controller manager when it is healthy: started earlier, it looks once a second and loses up to two.
 */
export async function bringUpPlane(
  plane: { readonly folder: string; readonly spec: PlaneSpec; readonly stagesFolder: string },
  components: PlaneComponents,
  reports: BringUpReports,
): Promise<PlaneParts> {
  const { layout, api } = await prepare(plane);
  const until: Until = async (condition) => {
    while (!(await condition())) await sleep(POLL_MS, undefined, { signal: reports.givenUp });
  };
  try {
    const start = (component: ComponentName): void =>
      components.start(component, planeCommand(component, layout, plane.spec));
    start("etcd");
    start("kube-apiserver");
    reports.doing("waiting for kube-apiserver", "kube-apiserver");
    await until(() => answers(api, "/livez/ping"));
    start("kube-scheduler");
    start("kwok");
    await until(() => answers(api, USABLE));
    const kubernetes = await serverVersion(api);
    await createObjects({ api, until }, plane.spec.nodes, kubernetes);
    const parts = { server: serverUrl(layout), kubernetes };
    reports.usable({ ...parts, components: components.identities() });
    reports.doing("waiting for roles and priority classes", "kube-apiserver");
    await until(() => answers(api, "/healthz"));
    start("kube-controller-manager");
    await untilReady({ api, until }, plane.spec.nodes, reports);
    return { ...parts, components: components.identities() };
  } finally {
    api.close();
  }
}

// Two hooks of the API server poll once a second; what they make is for users who are not masters and for priority classes.
const USABLE =
  "/readyz?exclude=poststarthook/rbac/bootstrap-roles&exclude=poststarthook/scheduling/bootstrap-system-priority-classes";
const POLL_MS = 20;

type Until = (condition: () => Promise<boolean>) => Promise<void>;
interface Waiting {
  readonly api: PlaneApi;
  readonly until: Until;
}

async function prepare(plane: {
  readonly folder: string;
  readonly spec: PlaneSpec;
  readonly stagesFolder: string;
}): Promise<{ layout: PlaneLayout; api: PlaneApi }> {
  const { folder } = plane;
  // Left by an attempt whose ports were taken.
  await Promise.all(["etcd", "pki"].map((name) => rm(join(folder, name), { recursive: true, force: true })));
  const [credentials, ports] = await Promise.all([writeCredentials(folder), freePorts(3)]);
  const [etcd = 0, etcdPeer = 0, apiserver = 0] = ports;
  const server = serverUrl({ ports: { etcd, etcdPeer, apiserver } });
  const configure = async (user: "admin" | keyof PlaneLayout["kubeconfigs"]): Promise<string> =>
    await writeKubeconfig(folder, credentials, { user, server });
  await configure("admin");
  const layout: PlaneLayout = {
    folder,
    ports: { etcd, etcdPeer, apiserver },
    files: credentials.files,
    kubeconfigs: {
      "kube-controller-manager": await configure("kube-controller-manager"),
      "kube-scheduler": await configure("kube-scheduler"),
      kwok: await configure("kwok"),
    },
    auditPolicy: await write(join(folder, "audit-policy.json"), auditPolicy()),
    stages: await write(join(folder, "stages.yaml"), await stagesText(plane.stagesFolder, plane.spec)),
  };
  const api = createPlaneApi({ server, authority: credentials.authority, token: credentials.tokens.supervisor });
  return { layout, api };
}

async function stagesText(stagesFolder: string, spec: PlaneSpec): Promise<string> {
  const names = (await readdir(stagesFolder)).filter((name) => name.endsWith(".yaml")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(stagesFolder, name), "utf8")));
  return texts.join("\n").replaceAll("${podReadyMilliseconds}", String(spec.podReadyMs));
}

async function write(path: string, text: string): Promise<string> {
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

async function answers(api: PlaneApi, path: string): Promise<boolean> {
  return (await api.ask("GET", path))?.status === 200;
}

async function serverVersion(api: PlaneApi): Promise<string> {
  const answer = await api.ask("GET", "/version");
  const { gitVersion } = JSON.parse(answer?.body ?? "{}") as { gitVersion?: string };
  return gitVersion ?? "unknown";
}

async function createObjects({ api, until }: Waiting, nodes: 1 | 2, kubernetes: string): Promise<void> {
  const created = initialObjects(nodes, kubernetes).map(async ({ path, object }) => {
    await until(async () => {
      const status = (await api.ask("POST", path, object))?.status;
      return status === 201 || status === 409;
    });
  });
  await Promise.all(created);
}

async function untilReady({ api, until }: Waiting, nodes: number, reports: BringUpReports): Promise<void> {
  reports.doing("waiting for kube-controller-manager", "kube-controller-manager");
  await until(() => answers(api, "/api/v1/namespaces/default/serviceaccounts/default"));
  reports.doing("waiting for the nodes", "kwok");
  await until(async () => (await readyNodes(api)) === nodes);
}

interface NodeList {
  readonly items?: readonly {
    readonly spec?: { readonly taints?: readonly unknown[] };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

/** Ready and free of the taint that new nodes start with. */
async function readyNodes(api: PlaneApi): Promise<number> {
  const { items = [] } = JSON.parse((await api.ask("GET", "/api/v1/nodes"))?.body ?? "{}") as NodeList;
  return items.filter(
    (node) =>
      (node.spec?.taints ?? []).length === 0 &&
      (node.status?.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True"),
  ).length;
}
