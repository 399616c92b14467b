import type { Agent as HttpAgent, ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { pipeline } from "node:stream";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { nodeHttp, nodeHttps } from "../system/node-http.ts";
import type { Connection } from "./connection.ts";
import { brokenAnswerError, timeoutError, transportError } from "./kube-errors.ts";
import type { Asked } from "./kube-errors.ts";
import type { Credentials } from "./login.ts";
import type { ProxySettings } from "./proxy-settings.ts";

/*
 * One HTTP exchange, without retries: every wait has a deadline (connect, then the whole answer), so that an
 * API server that stops in the middle of a body is an error and not a hang.
 */

export interface Wire {
  readonly connection: Connection;
  readonly connectMs: number;
  readonly agent: (credentials: Credentials) => HttpAgent;
}

export interface WireRequest {
  readonly asked: Asked;
  readonly method: string;
  /** Path and query below the server's base path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Limit for the whole answer. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  /** Seconds, when the server asks for a pause. */
  readonly retryAfter: number | undefined;
  readonly text: string;
}

/** Waits for the whole answer, whatever its status. Throws AddonsError KUBE-*. */
export async function exchange(wire: Wire, request: WireRequest, credentials: Credentials): Promise<WireAnswer> {
  const watchdog = startWatchdog(wire, request);
  try {
    const opened = await open(wire, request, { credentials, watchdog });
    return { ...opened.head, text: await readAll(opened.body, request.asked) };
  } catch (cause) {
    throw watchdog.reason() ?? transportError(request.asked, cause);
  } finally {
    watchdog.stop();
  }
}

export interface OpenAnswer {
  readonly head: Omit<WireAnswer, "text">;
  /** Decompressed. */
  readonly body: Readable;
  /** The error that a failure while reading stands for; call `stop` when done. */
  failure(cause: unknown): Error;
  stop(): void;
}

/** As `exchange`, but hands out the body as it comes; the deadline holds until `stop`. */
export async function openExchange(wire: Wire, request: WireRequest, credentials: Credentials): Promise<OpenAnswer> {
  const watchdog = startWatchdog(wire, request);
  const failure = (cause: unknown): Error => watchdog.reason() ?? transportError(request.asked, cause);
  try {
    const opened = await open(wire, request, { credentials, watchdog });
    const stop = (): void => {
      watchdog.stop();
      opened.body.destroy();
    };
    return { ...opened, failure, stop };
  } catch (cause) {
    watchdog.stop();
    throw failure(cause);
  }
}

/** At most this much decompressed text is taken from one answer. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

export async function readAll(body: Readable, asked: Asked): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES)
      throw brokenAnswerError(asked, `it is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export interface AgentOptions {
  readonly maxSockets: number;
  readonly proxy: ProxySettings | undefined;
}

/** Keep-alive agents that carry the connection's TLS settings; one for requests, one for watches. */
export function createAgent(connection: Connection, credentials: Credentials, options: AgentOptions): HttpAgent {
  const { maxSockets, proxy } = options;
  const shared = { keepAlive: true, keepAliveMsecs: 15_000, maxSockets, ...(proxy && { proxyEnv: proxy }) };
  if (connection.url.protocol === "http:") return new (nodeHttp().Agent)(shared);
  const { ca, cert, key, servername, rejectUnauthorized } = connection.tls;
  return new (nodeHttps().Agent)({
    ...shared,
    rejectUnauthorized,
    ...(ca && { ca: Buffer.from(ca) }),
    ...(servername !== undefined && { servername }),
    ...((credentials.cert ?? cert) && { cert: bytesOrText(credentials.cert ?? cert) }),
    ...((credentials.key ?? key) && { key: bytesOrText(credentials.key ?? key) }),
  });
}

function bytesOrText(value: string | Uint8Array | undefined): string | Buffer {
  return typeof value === "string" ? value : Buffer.from(value ?? []);
}

interface Watchdog {
  readonly signal: AbortSignal;
  connecting(request: ClientRequest): void;
  /** Why the exchange was cut from our side. */
  reason(): Error | undefined;
  stop(): void;
}

function startWatchdog(wire: Wire, request: WireRequest): Watchdog {
  const controller = new AbortController();
  let reason: Error | undefined;
  const cut = (error: Error): void => {
    reason ??= error;
    controller.abort();
  };
  const answer = setTimeout(
    () => cut(timeoutError(request.asked, { ms: request.deadlineMs, stage: "answer" })),
    request.deadlineMs,
  );
  let connect: NodeJS.Timeout | undefined;
  const aborted = (): void => cut(transportError(request.asked, new Error("the request was ended")));
  if (request.signal.aborted) aborted();
  request.signal.addEventListener("abort", aborted, { once: true });
  return {
    signal: controller.signal,
    reason: () => reason,
    connecting(outgoing) {
      outgoing.once("socket", (socket) => {
        if (!socket.connecting) return;
        connect = setTimeout(
          () => cut(timeoutError(request.asked, { ms: wire.connectMs, stage: "connect" })),
          wire.connectMs,
        );
        socket.once(wire.connection.url.protocol === "https:" ? "secureConnect" : "connect", () =>
          clearTimeout(connect),
        );
      });
    },
    stop() {
      clearTimeout(answer);
      clearTimeout(connect);
      request.signal.removeEventListener("abort", aborted);
    },
  };
}

interface OpenWith {
  readonly credentials: Credentials;
  readonly watchdog: Watchdog;
}

async function open(wire: Wire, request: WireRequest, how: OpenWith): Promise<Pick<OpenAnswer, "head" | "body">> {
  const response = await respond(wire, request, how);
  return {
    head: { status: response.statusCode ?? 0, retryAfter: retryAfter(response) },
    body: decompressed(response),
  };
}

function respond(wire: Wire, request: WireRequest, how: OpenWith): Promise<IncomingMessage> {
  const { url, base } = wire.connection;
  const options: RequestOptions = {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port,
    method: request.method,
    path: `${base}${request.path}`,
    agent: wire.agent(how.credentials),
    headers: headers(request, how.credentials),
    signal: how.watchdog.signal,
  };
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === "https:" ? nodeHttps() : nodeHttp()).request(options);
    how.watchdog.connecting(outgoing);
    outgoing.once("response", resolve);
    // Stays for the life of the request: an error after the response is told by the body.
    outgoing.on("error", reject);
    outgoing.end(request.body);
  });
}

function headers(request: WireRequest, credentials: Credentials): Record<string, string> {
  return {
    "user-agent": "addons",
    "accept-encoding": "gzip",
    ...request.headers,
    ...(request.body !== undefined && { "content-length": String(Buffer.byteLength(request.body)) }),
    ...(credentials.authorization !== undefined && { authorization: credentials.authorization }),
  };
}

function decompressed(response: IncomingMessage): Readable {
  if (response.headers["content-encoding"] !== "gzip") return response;
  // Errors of the response reach the reader through the destroyed gunzip stream.
  return pipeline(response, createGunzip(), () => {});
}

function retryAfter(response: IncomingMessage): number | undefined {
  const seconds = Number(response.headers["retry-after"]);
  return Number.isFinite(seconds) && seconds >= 0 && response.headers["retry-after"] !== undefined
    ? seconds
    : undefined;
}
