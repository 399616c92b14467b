import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKubernetes, createKubernetesReader } from "../../../src/outside/kubernetes/create-kubernetes.ts";
import type { KubernetesOptions } from "../../../src/outside/kubernetes/create-kubernetes.ts";
import type { KubernetesWriter, Resource } from "../../../src/outside/kubernetes/kubernetes.ts";
import { issueAuthority } from "../../../src/outside/playground/certificate.ts";
import { createRedactor } from "../../../src/support/redact.ts";
import { refuse, sendJson, startApiServer } from "./api-server.ts";
import type { ApiServer } from "./api-server.ts";

const SECRETS: Resource = { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true };
const WIDGETS: Resource = { apiVersion: "example.com/v1", kind: "Widget", plural: "widgets", namespaced: true };

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

async function connect(
  options: KubernetesOptions = {},
  parts: Parameters<ApiServer["access"]>[0] = {},
): Promise<KubernetesWriter> {
  const client = createKubernetes(await api.access(parts), options);
  open.push(client);
  return client;
}

test.each([
  [401, "KUBE-UNAUTHORIZED", "does not accept the credentials"],
  [403, "KUBE-FORBIDDEN", "does not allow to list secrets in namespace shop"],
  [409, "KUBE-CONFLICT", "secrets in namespace shop"],
  [410, "KUBE-EXPIRED", "no longer has the version"],
  [422, "KUBE-INVALID", "refuses to list secrets in namespace shop as invalid"],
  [500, "KUBE-SERVER", "answered 500 to list secrets in namespace shop"],
])(
  "the answer %i is %s, with the host, the context, what was asked and what the server said",
  async (status, code, text) => {
    api.answer = (_, response) => refuse(response, status, "because \u001b[31mof\u001b[0m canary-value");
    const redactor = createRedactor();
    redactor.add(["canary-value"]);
    const client = await connect({ redactor });
    const error = await client.list({ resource: SECRETS, namespace: "shop" }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code,
      kind: "failed",
      message: expect.stringContaining(text),
      hint: expect.stringMatching(/\w/),
    });
    const { message } = error as Error;
    expect(message).toContain(new URL(api.url).host);
    expect(message).toContain("context test");
    expect(message).toContain("because of (hidden)");
  },
);

test("403 names verb and resource in the hint, with the API group", async () => {
  api.answer = (_, response) => refuse(response, 403, "no");
  const client = await connect();
  const error = client.get({ resource: WIDGETS, namespace: "shop", name: "a" });
  await expect(error).rejects.toMatchObject({
    hint: expect.stringContaining('verb "get" on widgets.example.com "a" in namespace shop'),
  });
});

test("404 is no object for get, no error for delete, and an error for a list", async () => {
  api.answer = (_, response) => refuse(response, 404, "not found");
  const client = await connect();
  expect(await client.get({ resource: SECRETS, namespace: "a", name: "b" })).toBeUndefined();
  await client.delete({ resource: SECRETS, namespace: "a", name: "b" });
  await expect(client.list({ resource: WIDGETS })).rejects.toMatchObject({ code: "KUBE-NOT-FOUND" });
});

test("a certificate of an unknown authority, or for another host, is told as such", async () => {
  const other = Buffer.from(issueAuthority("other").certificate).toString("base64");
  const unknown = await connect({}, { cluster: { "certificate-authority-data": other } });
  await expect(unknown.version()).rejects.toMatchObject({
    code: "KUBE-CERTIFICATE",
    hint: expect.stringContaining("certificate-authority"),
  });
  const misnamed = await connect({}, { cluster: { "tls-server-name": "elsewhere.example" } });
  await expect(misnamed.version()).rejects.toMatchObject({ code: "KUBE-CERTIFICATE" });
  expect(api.seen).toEqual([]);
});

test("tls-server-name and insecure-skip-tls-verify are honoured", async () => {
  api.answer = (_, response) => sendJson(response, 200, { major: "1", minor: "37+" });
  expect(await (await connect({}, { cluster: { "tls-server-name": "localhost" } })).version()).toBe("1.37");
  const blind = { "insecure-skip-tls-verify": true, "certificate-authority-data": undefined };
  expect(await (await connect({}, { cluster: blind })).version()).toBe("1.37");
});

test("nothing listening there is KUBE-UNREACHABLE with the address", async () => {
  const client = await connect({}, { cluster: { server: "https://127.0.0.1:1" } });
  await expect(client.version()).rejects.toMatchObject({
    code: "KUBE-UNREACHABLE",
    message: expect.stringMatching(/127\.0\.0\.1:1 \(context test\).*connection refused/),
  });
});

test("a server that accepts and never speaks TLS is a connect timeout", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const server = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const client = await connect({ connectTimeoutMs: 200 }, { cluster: { server } });
  await expect(client.version()).rejects.toMatchObject({
    code: "KUBE-TIMEOUT",
    message: expect.stringContaining("accept a connection"),
  });
  client.close();
  silent.close();
});

test("a server that stops answering, before or in the middle of the body, is a timeout and not a hang", async () => {
  api.answer = () => {};
  const client = await connect({ requestTimeoutMs: 300 });
  await expect(client.version()).rejects.toMatchObject({
    code: "KUBE-TIMEOUT",
    message: expect.stringContaining("did not finish its answer to get the version"),
  });
  api.answer = (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"major":');
  };
  await expect(client.version()).rejects.toMatchObject({ code: "KUBE-TIMEOUT" });
});

test("an answer that is cut off is asked for once more, then told", async () => {
  api.answer = (request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write('{"major":', () => request.socket.destroy());
  };
  const client = await connect();
  await expect(client.version()).rejects.toMatchObject({
    code: "KUBE-UNREACHABLE",
    message: expect.stringContaining("cut"),
  });
  expect(api.seen).toHaveLength(2);
  expect(client.requests).toBe(2);
});

test("one reset is repaired for a GET, and never for a write", async () => {
  let left = 1;
  api.answer = (request, response) => {
    if (left-- > 0) request.socket.destroy();
    else sendJson(response, 200, { major: "1", minor: "37" });
  };
  const client = await connect();
  expect(await client.version()).toBe("1.37");
  left = 1;
  const object = { apiVersion: "v1", kind: "Secret", metadata: { name: "a", namespace: "b" } };
  await expect(client.create(SECRETS, object)).rejects.toMatchObject({ code: "KUBE-UNREACHABLE" });
  expect(api.seen.filter((line) => line.startsWith("POST"))).toHaveLength(1);
});

test("what is not JSON is told without being shown whole", async () => {
  api.answer = (_, response) => response.end("<html>Please log in</html>");
  const client = await connect();
  await expect(client.version()).rejects.toMatchObject({
    code: "KUBE-BROKEN-ANSWER",
    hint: expect.stringContaining("login page"),
  });
  api.answer = (_, response) => response.end('{"items":[{"meta');
  await expect(client.list({ resource: SECRETS })).rejects.toMatchObject({ code: "KUBE-BROKEN-ANSWER" });
});

test("429 waits as long as the server says and goes on, for writes too; one that never ends is an error", async () => {
  let left = 2;
  api.answer = (_, response) => {
    if (left-- > 0) response.writeHead(429, { "retry-after": "0" }).end();
    else sendJson(response, 201, { kind: "Secret" });
  };
  const client = await connect();
  const object = { apiVersion: "v1", kind: "Secret", metadata: { name: "a", namespace: "b" } };
  expect(await client.create(SECRETS, object)).toEqual({ kind: "Secret" });
  expect(api.seen).toHaveLength(3);
  left = Infinity;
  await expect(client.version()).rejects.toMatchObject({ code: "KUBE-THROTTLED" });
  expect(api.seen).toHaveLength(3 + 6);
});

test("503 is asked once more for a GET", async () => {
  let left = 1;
  api.answer = (_, response) =>
    left-- > 0 ? refuse(response, 503, "starting") : sendJson(response, 200, { major: "1", minor: "37" });
  expect(await (await connect()).version()).toBe("1.37");
});

test("compressed answers are read", async () => {
  api.answer = (request, response) => {
    expect(request.headers["accept-encoding"]).toBe("gzip");
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(gzipSync(JSON.stringify({ major: "1", minor: "36" })));
  };
  expect(await (await connect()).version()).toBe("1.36");
});

test("a reader has no way to write: none of the writing functions is there", async () => {
  const reader = createKubernetesReader(await api.access());
  open.push(reader);
  expect(Object.keys(reader).sort()).toEqual([
    "close",
    "forgetResources",
    "get",
    "list",
    "listMetadata",
    "requests",
    "resources",
    "server",
    "version",
    "watch",
  ]);
});

test("names that mean something in a URL stay names", async () => {
  api.answer = (_, response) => refuse(response, 404, "no");
  const client = await connect();
  await client.get({ resource: SECRETS, namespace: "a/../b", name: "x?watch=1#y" });
  expect(api.seen).toEqual(["GET /api/v1/namespaces/a%2F..%2Fb/secrets/x%3Fwatch%3D1%23y"]);
});
