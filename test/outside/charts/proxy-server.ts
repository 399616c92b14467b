import { createServer, request as forward } from "node:http";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export interface ProxyServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** `CONNECT host:port`, `GET http://…`, as they arrive. */
  readonly seen: string[];
  /** Where names really are: `charts.example.com:443` → `127.0.0.1:PORT`. */
  readonly places: Map<string, string>;
  /** Needed for everything, as a Proxy-Authorization header. */
  authorization?: string;
  /** Answers every CONNECT with this instead. */
  refuses?: number;
}

const CHALLENGE = 'Proxy-Authenticate: Basic realm="proxy"';

/** A real forward proxy: CONNECT for https, whole addresses for http, logins. */
export async function serveProxy(): Promise<ProxyServer> {
  const places = new Map<string, string>();
  const seen: string[] = [];
  const isAllowed = (headers: { readonly "proxy-authorization"?: string | undefined }): boolean =>
    result.authorization === undefined || headers["proxy-authorization"] === result.authorization;
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (!isAllowed(request.headers)) return void response.writeHead(407).end("<html>proxy login</html>");
    const url = new URL(request.url ?? "");
    const [hostname, port] = (places.get(`${url.hostname}:${url.port || "80"}`) ?? "127.0.0.1:1").split(":");
    const headers = { ...request.headers, host: url.host };
    const onward = forward({ hostname, port, path: url.pathname + url.search, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    onward.end();
  });
  const tunnels = new Set<Duplex>();
  server.on("connect", (request, socket) => {
    tunnels.add(socket);
    seen.push(`CONNECT ${request.url}`);
    socket.on("error", () => socket.destroy());
    if (!isAllowed(request.headers))
      return void socket.end(
        `HTTP/1.1 407 Proxy Authentication Required\r\n${CHALLENGE}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    if (result.refuses !== undefined) return void socket.end(`HTTP/1.1 ${result.refuses} No\r\n\r\n`);
    const [host, port] = (places.get(request.url ?? "") ?? "127.0.0.1:1").split(":");
    const onward = connect(Number(port), host ?? "", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    socket.on("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const result: ProxyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    places,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      for (const tunnel of tunnels) tunnel.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return result;
}
