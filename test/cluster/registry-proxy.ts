import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { TestRegistry } from "./registry.ts";

/** What came from the registry; a test changes it before it is passed on. */
export interface ProxiedAnswer {
  readonly path: string;
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export interface RegistryProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT`; plain HTTP. */
  readonly host: string;
  /** `METHOD PATH AUTHORIZATION`, with `-` for none. */
  readonly seen: string[];
  change: (answer: ProxiedAnswer) => void;
}

/** In PEM; only clients with a certificate of `ca` are let in. */
export interface ProxyTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** A server in front of a real registry that has the fault a test gives it; with `tls` it speaks nothing else. */
export async function proxyRegistry(registry: Pick<TestRegistry, "url">, tls?: ProxyTls): Promise<RegistryProxy> {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    proxy.seen.push(`${request.method} ${path} ${request.headers.authorization ?? "-"}`);
    const { accept, authorization } = request.headers;
    const headers = { ...(accept && { accept }), ...(authorization && { authorization }) };
    const method = request.method ?? "GET";
    const got = await fetch(`${registry.url}${path}`, { method, headers, redirect: "manual" });
    const body = Buffer.from(await got.arrayBuffer());
    const answer: ProxiedAnswer = { path, status: got.status, headers: Object.fromEntries(got.headers), body };
    proxy.change(answer);
    const length = method === "HEAD" ? {} : { "content-length": String(answer.body.length) };
    response.writeHead(answer.status, { ...answer.headers, ...length }).end(answer.body);
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    void buffer(request)
      .then(() => pass(request, response))
      .catch(() => response.destroy());
  };
  const server =
    tls === undefined
      ? createServer(handle)
      : createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: RegistryProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    change: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** A forward proxy for CONNECT that leads every name to one server: names of the outer world stand for it. */
export async function tunnelTo(host: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer();
  const tunnels = new Set<Duplex>();
  server.on("connect", (_request, client) => {
    tunnels.add(client);
    client.on("close", () => tunnels.delete(client));
    const [name = "", port = ""] = host.split(":");
    const upstream = connect(Number(port), name, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      // Tunnels are no connections of the server any more.
      for (const tunnel of tunnels) tunnel.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
