import { afterEach, beforeEach, expect, test } from "vitest";
import { createKubernetes } from "../../../src/outside/kubernetes/create-kubernetes.ts";
import type { KubernetesWriter, Resource, WatchEvent } from "../../../src/outside/kubernetes/kubernetes.ts";
import { refuse, sendJson, startApiServer } from "./api-server.ts";
import type { ApiServer } from "./api-server.ts";

const SECRETS: Resource = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };

let api: ApiServer;
let open: { close(): void }[] = [];

beforeEach(async () => {
  api = await startApiServer();
});
afterEach(async () => {
  for (const client of open) client.close();
  open = [];
  await api.close();
});

async function connect(): Promise<KubernetesWriter> {
  const client = createKubernetes(await api.access());
  open.push(client);
  return client;
}

test("a list follows its pages and starts again when a page token has expired", async () => {
  let expired = 1;
  api.answer = (request, response) => {
    const token = new URL(request.url ?? "", api.url).searchParams.get("continue");
    if (token === "two" && expired-- > 0) return refuse(response, 410, "expired");
    const items = [{ metadata: { name: token === "two" ? "b" : "a" } }];
    sendJson(response, 200, {
      items,
      metadata: { resourceVersion: "7", ...(token === "two" ? {} : { continue: "two" }) },
    });
  };
  const list = await (await connect()).list({ resource: SECRETS, labelSelector: "a=b,c!=d" });
  expect(list).toEqual({
    resourceVersion: "7",
    items: ["a", "b"].map((name) => ({ apiVersion: "v1", kind: "Secret", metadata: { name } })),
  });
  expect(api.seen).toEqual([
    "GET /api/v1/secrets?limit=500&labelSelector=a%3Db%2Cc%21%3Dd",
    "GET /api/v1/secrets?limit=500&labelSelector=a%3Db%2Cc%21%3Dd&continue=two",
    "GET /api/v1/secrets?limit=500&labelSelector=a%3Db%2Cc%21%3Dd",
    "GET /api/v1/secrets?limit=500&labelSelector=a%3Db%2Cc%21%3Dd&continue=two",
  ]);
});

async function collect(events: AsyncIterable<WatchEvent>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events)
    seen.push(
      event.type === "BOOKMARK" ? `BOOKMARK ${event.resourceVersion}` : `${event.type} ${event.object.metadata.name}`,
    );
  return seen;
}

test("a watch reads events across chunk borders and ends without error when the server ends or cuts it", async () => {
  const name = "näme";
  api.answer = (request, response) => {
    const bytes = Buffer.from(
      `${JSON.stringify({ type: "ADDED", object: { metadata: { name } } })}\n${JSON.stringify({ type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } })}\n`,
    );
    const middle = bytes.indexOf("ä") + 1;
    response.write(bytes.subarray(0, middle), () => {
      response.write(bytes.subarray(middle), () =>
        request.url?.includes("cut") ? request.socket.destroy() : response.end(),
      );
    });
  };
  const client = await connect();
  const watch = { resource: SECRETS, resourceVersion: "1" };
  expect(await collect(client.watch(watch, new AbortController().signal))).toEqual([`ADDED ${name}`, "BOOKMARK 9"]);
  expect(await collect(client.watch({ ...watch, labelSelector: "cut" }, new AbortController().signal))).toEqual([
    `ADDED ${name}`,
    "BOOKMARK 9",
  ]);
});

test("410 at the start of a watch and inside it is KUBE-EXPIRED", async () => {
  const client = await connect();
  const watch = (): Promise<string[]> =>
    collect(client.watch({ resource: SECRETS, resourceVersion: "1" }, new AbortController().signal));
  api.answer = (_, response) => refuse(response, 410, "too old resource version");
  await expect(watch()).rejects.toMatchObject({ code: "KUBE-EXPIRED" });
  const status = { type: "ERROR", object: { kind: "Status", code: 410, message: "too old" } };
  api.answer = (_, response) => response.end(`${JSON.stringify(status)}\n`);
  await expect(watch()).rejects.toMatchObject({ code: "KUBE-EXPIRED" });
});

test("aborting a watch ends it without error, before the answer, between events, and when aborted already", async () => {
  const client = await connect();
  const controller = new AbortController();
  api.answer = (_, response) =>
    response.write(`${JSON.stringify({ type: "ADDED", object: { metadata: { name: "a" } } })}\n`);
  const seen: string[] = [];
  for await (const event of client.watch({ resource: SECRETS, resourceVersion: "1" }, controller.signal)) {
    seen.push(event.type);
    controller.abort();
  }
  expect(seen).toEqual(["ADDED"]);
  expect(await collect(client.watch({ resource: SECRETS, resourceVersion: "1" }, controller.signal))).toEqual([]);
  const early = new AbortController();
  api.answer = () => early.abort();
  expect(await collect(client.watch({ resource: SECRETS, resourceVersion: "1" }, early.signal))).toEqual([]);
});

test("old servers are discovered group by group, and a group whose server is down is left out", async () => {
  const answers: Readonly<Record<string, object>> = {
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/api/v1": {
      resources: [
        { name: "pods", kind: "Pod", namespaced: true },
        { name: "pods/log", kind: "Pod", namespaced: true },
      ],
    },
    "/apis": {
      kind: "APIGroupList",
      groups: [
        {
          name: "apps",
          preferredVersion: { groupVersion: "apps/v1" },
          versions: [{ groupVersion: "apps/v1beta1" }, { groupVersion: "apps/v1" }],
        },
        { name: "metrics.k8s.io", versions: [{ groupVersion: "metrics.k8s.io/v1" }] },
      ],
    },
    "/apis/apps/v1": { resources: [{ name: "deployments", kind: "Deployment", namespaced: true }] },
    "/apis/apps/v1beta1": { resources: [{ name: "deployments", kind: "Deployment", namespaced: true }] },
  };
  api.answer = (request, response) => {
    const answer = answers[request.url ?? ""];
    if (answer === undefined) refuse(response, 503, "unavailable");
    else sendJson(response, 200, answer);
  };
  const resources = await (await connect()).resources();
  expect(resources.map((resource) => `${resource.apiVersion} ${resource.kind}`)).toEqual([
    "v1 Pod",
    "apps/v1 Deployment",
    "apps/v1beta1 Deployment",
  ]);
});

test("a failed discovery is not remembered", async () => {
  api.answer = (_, response) => refuse(response, 403, "no");
  const client = await connect();
  await expect(client.resources()).rejects.toMatchObject({ code: "KUBE-FORBIDDEN" });
  api.answer = (_, response) => sendJson(response, 200, { kind: "APIGroupDiscoveryList", items: [] });
  expect(await client.resources()).toEqual([]);
});
