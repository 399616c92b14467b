import type http from "node:http";
import { nodeHttp, nodeHttps } from "../../system/node-http.ts";
import { TransferError } from "./transfer-error.ts";
import { showUrl } from "./url.ts";

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly method?: "GET" | "HEAD" | "POST";
  readonly body?: string;
  /** Sent to the URL's own scheme, host and port only, never after a redirect to another. */
  readonly authorization?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** After redirects. */
  readonly url: string;
  /** Must be read to its end or destroyed; fails with TransferError. */
  readonly body: http.IncomingMessage;
}

export interface Timeouts {
  readonly connectMs: number;
  /** Longest silence. */
  readonly idleMs: number;
  /** One attempt from start to last byte. */
  readonly totalMs: number;
}

export interface HttpClient {
  open(request: HttpRequest): Promise<HttpResponse>;
  /** Requests sent so far, redirects and repeated attempts included. */
  readonly requests: number;
}

const MAX_REDIRECTS = 5;

/** HTTP and HTTPS with redirects followed by hand, proxies from the environment, and three kinds of time limits. */
export function createHttpClient(env: Readonly<Record<string, string | undefined>>, timeouts: Timeouts): HttpClient {
  const options = { keepAlive: true, maxSockets: 8, proxyEnv: env };
  let httpAgent: http.Agent | undefined;
  let httpsAgent: http.Agent | undefined;
  const agentFor = (url: string): http.Agent =>
    url.startsWith("https:")
      ? (httpsAgent ??= new (nodeHttps().Agent)(options))
      : (httpAgent ??= new (nodeHttp().Agent)(options));
  let requests = 0;
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    requests += 1;
    const agent = agentFor(request.url);
    return await sendOnce(request, agent, timeouts);
  };
  return {
    get requests() {
      return requests;
    },
    open: (request) => followRedirects(request, send),
  };
}

async function followRedirects(
  first: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  let request = first;
  const chain = [showUrl(first.url)];
  for (;;) {
    const response = await send(request);
    const location = response.headers.location;
    if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
    response.body.destroy();
    const next = URL.parse(location, request.url);
    chain.push(next ? showUrl(next.href) : "(not a URL)");
    const problem = redirectProblem(request.url, next, chain.length - 1);
    if (problem !== undefined || !next) {
      throw new TransferError(`${chain.join(" → ")}: ${problem}`, { retry: "never", status: response.status });
    }
    request = redirected(request, next);
  }
}

function redirectProblem(from: string, to: URL | null, hops: number): string | undefined {
  if (!to || !["http:", "https:"].includes(to.protocol)) return "redirect to something that is no web address";
  if (from.startsWith("https:") && to.protocol === "http:") return "redirect from https to plain http, not followed";
  return hops > MAX_REDIRECTS ? `more than ${MAX_REDIRECTS} redirects` : undefined;
}

function redirected(request: HttpRequest, to: URL): HttpRequest {
  const { authorization, ...rest } = request;
  const url = new URL(to.href);
  url.username = "";
  url.password = "";
  const sameOrigin = new URL(request.url).origin === to.origin;
  return { ...rest, url: url.href, ...(sameOrigin && authorization !== undefined ? { authorization } : {}) };
}

async function sendOnce(request: HttpRequest, agent: http.Agent, timeouts: Timeouts): Promise<HttpResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const { authorization, url } = request;
  const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
  const outgoing = (url.startsWith("https:") ? nodeHttps() : nodeHttp()).request(url, {
    method: request.method ?? "GET",
    headers,
    agent,
  });
  let incoming: http.IncomingMessage | undefined;
  limitTime(outgoing, timeouts, (why) => {
    const error = new TransferError(`${showUrl(url)}: ${why}`, { retry: "yes" });
    incoming?.destroy(error);
    outgoing.destroy(error);
  });
  outgoing.on("error", (error) => reject(asTransferError(error, url)));
  outgoing.once("response", (body) => {
    incoming = body;
    resolve({ status: body.statusCode ?? 0, headers: body.headers, url, body });
  });
  outgoing.end(request.body);
  return await promise;
}

function limitTime(outgoing: http.ClientRequest, timeouts: Timeouts, stop: (why: string) => void): void {
  const seconds = (ms: number): string => `${ms / 1000} s`;
  const total = setTimeout(() => stop(`not finished after ${seconds(timeouts.totalMs)}`), timeouts.totalMs);
  outgoing.once("close", () => clearTimeout(total));
  outgoing.setTimeout(timeouts.idleMs, () => stop(`silent for ${seconds(timeouts.idleMs)}`));
  outgoing.once("socket", (socket) => {
    if (!socket.connecting) return;
    const connect = setTimeout(() => stop(`no connection after ${seconds(timeouts.connectMs)}`), timeouts.connectMs);
    const connected = (): void => clearTimeout(connect);
    socket.once(outgoing.protocol === "https:" ? "secureConnect" : "connect", connected).once("close", connected);
  });
}

/** Errors of sockets and of TLS, in one sentence; only those that may pass are tried again. */
export function asTransferError(error: unknown, url: string): TransferError {
  if (error instanceof TransferError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const certificate = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
  const text = error instanceof Error && error.message !== "" ? error.message : code || String(error);
  const what = certificate ? `its certificate is not accepted (${text})` : (REASONS[code] ?? text);
  return new TransferError(`${showUrl(url)}: ${what}`, {
    retry: certificate || code === "ENOTFOUND" ? "never" : "yes",
    cause: error,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was cut in the middle",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host name could not be looked up (offline?)",
};
