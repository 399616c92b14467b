import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, parseAllDocuments } from "yaml";

/** JSON of the API server: tests read whatever field they are about. */
// oxlint-disable-next-line typescript/no-explicit-any -- see above
export type LiveObject = any;

/** A deliberately plain client, apart from the one under test: paths in, JSON out. Its user agent is `test-kubectl`. */
export interface Kubectl {
  /** Throws on any status but 2xx; `undefined` on 404. */
  get(path: string): Promise<LiveObject>;
  send(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: SendBody): Promise<LiveObject>;
  /** Server-side apply of YAML documents of the kinds in KINDS; namespaced ones without namespace go to `default`. */
  apply(yaml: string, fieldManager?: string): Promise<void>;
  /** Polls until the object satisfies the condition; throws with the last object after `timeoutMs` (default 30 s). */
  waitFor(path: string, condition: (object: LiveObject) => boolean, timeoutMs?: number): Promise<LiveObject>;
  close(): void;
}

export interface SendBody {
  readonly contentType?: string;
  readonly content: unknown;
}

export function createKubectl(kubeconfig: string): Kubectl {
  const access = readAccess(kubeconfig);
  const agent = new Agent({ keepAlive: true, ca: access.authority });
  const send = async (method: string, path: string, body?: SendBody): Promise<Answer> =>
    await ask({ ...access, agent }, { method, path, ...(body === undefined ? {} : { body }) });
  const kubectl: Kubectl = {
    async get(path) {
      const answer = await send("GET", path);
      return answer.status === 404 ? undefined : content("GET", path, answer);
    },
    send: async (method, path, body) => content(method, path, await send(method, path, body)),
    async apply(yaml, fieldManager = "test-kubectl") {
      for (const document of parseAllDocuments(yaml)) {
        const object = document.toJS();
        if (object === null) continue;
        const path = `${objectPath(object)}?fieldManager=${fieldManager}&force=true`;
        await kubectl.send("PATCH", path, { contentType: "application/apply-patch+yaml", content: object });
      }
    },
    async waitFor(path, condition, timeoutMs = 30_000) {
      let last: unknown;
      for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(50)) {
        last = await kubectl.get(path);
        if (last !== undefined && condition(last)) return last;
      }
      throw new Error(`Still not so after ${timeoutMs / 1000} s: ${path}\n${JSON.stringify(last, null, 1)}`);
    },
    close: () => agent.destroy(),
  };
  return kubectl;
}

const KINDS: Readonly<Record<string, { readonly plural: string; readonly scope: "namespace" | "cluster" }>> = {
  Namespace: { plural: "namespaces", scope: "cluster" },
  Node: { plural: "nodes", scope: "cluster" },
  ConfigMap: { plural: "configmaps", scope: "namespace" },
  Secret: { plural: "secrets", scope: "namespace" },
  Service: { plural: "services", scope: "namespace" },
  ServiceAccount: { plural: "serviceaccounts", scope: "namespace" },
  Pod: { plural: "pods", scope: "namespace" },
  PersistentVolumeClaim: { plural: "persistentvolumeclaims", scope: "namespace" },
  Deployment: { plural: "deployments", scope: "namespace" },
  StatefulSet: { plural: "statefulsets", scope: "namespace" },
  DaemonSet: { plural: "daemonsets", scope: "namespace" },
  Job: { plural: "jobs", scope: "namespace" },
  CronJob: { plural: "cronjobs", scope: "namespace" },
  Ingress: { plural: "ingresses", scope: "namespace" },
  Lease: { plural: "leases", scope: "namespace" },
  Role: { plural: "roles", scope: "namespace" },
  RoleBinding: { plural: "rolebindings", scope: "namespace" },
  ClusterRole: { plural: "clusterroles", scope: "cluster" },
  ClusterRoleBinding: { plural: "clusterrolebindings", scope: "cluster" },
  CustomResourceDefinition: { plural: "customresourcedefinitions", scope: "cluster" },
};

function objectPath(object: {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}): string {
  const kind = KINDS[object.kind];
  if (kind === undefined) throw new Error(`Add ${object.kind} to KINDS of test/cluster/kubectl.ts`);
  const root = object.apiVersion.includes("/") ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const namespace = kind.scope === "cluster" ? "" : `/namespaces/${object.metadata.namespace ?? "default"}`;
  return `${root}${namespace}/${kind.plural}/${object.metadata.name}`;
}

interface Access {
  readonly server: string;
  readonly token: string;
  readonly authority: string;
}

function readAccess(kubeconfig: string): Access {
  const { clusters, users } = parse(readFileSync(kubeconfig, "utf8"));
  return {
    server: clusters[0].cluster.server,
    token: users[0].user.token,
    authority: Buffer.from(clusters[0].cluster["certificate-authority-data"], "base64").toString("utf8"),
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function ask(
  access: Access & { readonly agent: Agent },
  what: { readonly method: string; readonly path: string; readonly body?: SendBody },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${access.token}`,
      "user-agent": "test-kubectl",
      "content-type": what.body?.contentType ?? "application/json",
    };
    const options = { method: what.method, agent: access.agent, headers, timeout: 30_000 };
    const outgoing = request(`${access.server}${what.path}`, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`No answer in 30 s: ${what.path}`)));
    outgoing.on("error", reject);
    outgoing.end(what.body === undefined ? undefined : JSON.stringify(what.body.content));
  });
}

function content(method: string, path: string, answer: Answer): unknown {
  if (answer.status < 200 || answer.status >= 300)
    throw new Error(`${answer.status} ${method} ${path}: ${answer.text}`);
  return JSON.parse(answer.text);
}
