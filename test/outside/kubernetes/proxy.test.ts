import { createServer } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKubernetes } from "../../../src/outside/kubernetes/create-kubernetes.ts";
import type { KubernetesOptions } from "../../../src/outside/kubernetes/create-kubernetes.ts";
import { sendJson, startApiServer } from "./api-server.ts";
import type { ApiServer } from "./api-server.ts";

let api: ApiServer;
let proxy: ReturnType<typeof createServer>;
let proxyUrl: string;
let tunnels: string[];

beforeEach(async () => {
  api = await startApiServer();
  api.answer = (_, response) => sendJson(response, 200, { major: "1", minor: "37" });
  tunnels = [];
  proxy = createServer().on("connect", (request, socket) => {
    tunnels.push(request.url ?? "");
    const onward = connect(Number(new URL(api.url).port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => {
    proxy.close(resolve);
    proxy.closeAllConnections();
  });
  await api.close();
});

async function version(cluster: object, options: KubernetesOptions): Promise<string> {
  const client = createKubernetes(
    await api.access({ cluster: { "tls-server-name": "localhost", ...cluster } }),
    options,
  );
  try {
    await client.version();
    return await client.version();
  } finally {
    client.close();
  }
}

const elsewhere = { server: "https://api.example.test:6443" };

test("proxy-url and the environment's proxy lead to the API server, by one tunnel for many requests", async () => {
  expect(await version({ ...elsewhere, "proxy-url": proxyUrl }, { env: { HTTPS_PROXY: "http://127.0.0.1:1" } })).toBe(
    "1.37",
  );
  expect(await version(elsewhere, { env: { https_proxy: proxyUrl } })).toBe("1.37");
  expect(tunnels).toEqual(["api.example.test:6443", "api.example.test:6443"]);
});

test("NO_PROXY is honoured, and an API server on this computer is reached directly", async () => {
  const env = { HTTPS_PROXY: proxyUrl, NO_PROXY: ".example.test" };
  await expect(version(elsewhere, { env })).rejects.toMatchObject({
    code: "KUBE-UNREACHABLE",
    message: expect.stringContaining("cannot be resolved"),
  });
  expect(await version({}, { env: { HTTPS_PROXY: proxyUrl } })).toBe("1.37");
  expect(tunnels).toEqual([]);
});
