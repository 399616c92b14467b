import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** What the server does instead of answering well; `times` limits it to the first requests. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly times?: number; readonly retryAfter?: string }
  | {
      readonly kind: "html" | "truncated" | "stalled" | "silent" | "reset" | "wrong-length" | "empty" | "gzip-bomb";
      readonly times?: number;
    }
  /** `cut-chunks`: chunked, without the last one; `drip`: 50 bytes a second. */
  | { readonly kind: "cut-chunks" | "drip"; readonly times?: number }
  | {
      readonly kind: "words";
      readonly status: number;
      readonly words: Buffer;
      readonly gzip?: "yes";
      readonly times?: number;
    }
  | { readonly kind: "redirect"; readonly to: string; readonly times?: number };

export interface ChartServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly headers: IncomingMessage["headers"];
  }[];
  /** Bodies by path; changing them changes what is served. */
  readonly bodies: Map<string, Buffer>;
  readonly faults: Map<string, Fault>;
  /** Most requests that were under way at the same time. */
  most(): number;
  /** Needed for every path, as an Authorization header. */
  authorization?: string;
}

const BOMB = gzipSync(Buffer.alloc(16 * 1024 * 1024, "a"));

/** A real HTTP server (or HTTPS, with `tls`) on loopback with ETags, gzip and faults. */
export async function serveCharts({ tls }: { readonly tls?: ServerOptions } = {}): Promise<ChartServer> {
  const faults = new Map<string, Fault>();
  const failed = new Map<string, number>();
  const bodies = new Map<string, Buffer>();
  const requests: ChartServer["requests"] = [];
  let running = 0;
  let most = 0;
  const answerAll = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? "/";
    most = Math.max(most, ++running);
    response.on("close", () => {
      running -= 1;
      requests.push({ method: request.method ?? "", path, status: response.statusCode, headers: request.headers });
    });
    const fault = faults.get(path);
    const count = failed.get(path) ?? 0;
    if (result.authorization !== undefined && request.headers.authorization !== result.authorization) {
      response.writeHead(401).end();
    } else if (fault && count < (fault.times ?? Infinity)) {
      failed.set(path, count + 1);
      misbehave(fault, response, bodies.get(path) ?? Buffer.from("x".repeat(2000)));
    } else answer(request, response, bodies.get(path));
  };
  const server = tls === undefined ? createServer(answerAll) : createTlsServer(tls, answerAll);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const result: ChartServer = {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    bodies,
    faults,
    most: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return result;
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void {
  if (!body) {
    response.writeHead(404, { "content-type": "text/html" }).end("<html>not here</html>");
    return;
  }
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const gzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  const sent = gzip ? gzipSync(body) : body;
  response
    .writeHead(200, { etag, "content-length": sent.length, ...(gzip ? { "content-encoding": "gzip" } : {}) })
    .end(sent);
}

function misbehave(fault: Fault, response: ServerResponse, body: Buffer): void {
  if (fault.kind === "status") {
    response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter }).end();
  } else if (fault.kind === "redirect") {
    response.writeHead(302, { location: fault.to }).end();
  } else if (fault.kind === "words") {
    const packed = fault.gzip === undefined ? {} : { "content-encoding": "gzip" };
    response.writeHead(fault.status, packed).end(fault.gzip === undefined ? fault.words : gzipSync(fault.words));
  } else MISBEHAVIOUR[fault.kind](response, body);
}

type Misbehaviour = (response: ServerResponse, body: Buffer) => void;

/** A beginning, and then the connection is cut. */
function cut(headers: Readonly<Record<string, number>>, part: (body: Buffer) => Buffer): Misbehaviour {
  return (response, body) => {
    response.writeHead(200, { ...headers });
    response.write(part(body), () => response.destroy());
  };
}

const half = (body: Buffer): Buffer => body.subarray(0, body.length >> 1);

const MISBEHAVIOUR: Readonly<Record<Exclude<Fault["kind"], "status" | "redirect" | "words">, Misbehaviour>> = {
  html: (response) =>
    void response
      .writeHead(200, { "content-type": "text/html", etag: '"portal"' })
      .end("<!DOCTYPE html><html><title>Log in</title></html>"),
  empty: (response) => void response.writeHead(200).end(),
  truncated: (response, body) => cut({ "content-length": body.length }, half)(response, body),
  "wrong-length": (response, body) => cut({ "content-length": body.length + 100 }, (all) => all)(response, body),
  "cut-chunks": cut({}, half),
  stalled(response, body) {
    response.writeHead(200, { "content-length": body.length });
    response.write(body.subarray(0, 10));
  },
  silent: () => undefined,
  reset: (response) => void response.destroy(),
  drip(response, body) {
    response.writeHead(200, { "content-length": body.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(body.subarray(sent, (sent += 2)));
      if (sent >= body.length) response.end();
    }, 40);
    response.on("close", () => clearInterval(timer));
  },
  "gzip-bomb": (response) =>
    void response.writeHead(200, { "content-encoding": "gzip", "content-length": BOMB.length }).end(BOMB),
};

/** An index.yaml as `helm repo index` writes it. */
export function indexOf(
  charts: readonly {
    readonly name: string;
    readonly version: string;
    readonly bytes: Buffer;
    readonly url?: string;
    readonly digest?: string | null;
  }[],
): Buffer {
  const names = [...new Set(charts.map(({ name }) => name))].sort();
  const lines = ["apiVersion: v1", "entries:"];
  for (const name of names) {
    lines.push(`  ${name}:`);
    for (const chart of charts.filter((candidate) => candidate.name === name)) {
      const digest = chart.digest === undefined ? createHash("sha256").update(chart.bytes).digest("hex") : chart.digest;
      lines.push(
        "  - annotations:",
        "      notes: |",
        "        - version: 9.9.9",
        "        urls:",
        "    apiVersion: v2",
        '    created: "2026-01-01T00:00:00Z"',
        ...(digest === null ? [] : [`    digest: ${digest}`]),
        `    name: ${name}`,
        "    urls:",
        `    - ${chart.url ?? `${name}-${chart.version}.tgz`}`,
        `    version: ${chart.version}`,
      );
    }
  }
  lines.push('generated: "2026-01-01T00:00:00Z"', "");
  return Buffer.from(lines.join("\n"));
}

/** Puts charts and their index on a server. */
export function publish(
  server: ChartServer,
  charts: readonly { readonly name: string; readonly version: string; readonly bytes: Buffer }[],
): void {
  server.bodies.set("/index.yaml", indexOf(charts));
  for (const { name, version, bytes } of charts) server.bodies.set(`/${name}-${version}.tgz`, bytes);
}
