import type http from "node:http";
import type tls from "node:tls";
import { nodeHttp, nodeHttps } from "../../system/node-http.ts";
import type { Certificates } from "./certificates.ts";
import { explainFailure, type Route } from "./explain-failure.ts";
import { limitTime, type Stopwatch, type Timeouts } from "./limit-time.ts";
import type { ProxyFor } from "./proxy-for.ts";
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

export interface HttpResponse extends Route {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Must be read to its end or destroyed; fails with TransferError. */
  readonly body: http.IncomingMessage;
}

export interface HttpClient {
  open(request: HttpRequest): Promise<HttpResponse>;
  /** Requests sent so far, redirects and repeated attempts included. */
  readonly requests: number;
}

export interface HttpOutside {
  readonly timeouts: Timeouts;
  readonly proxyFor: ProxyFor;
  readonly certificates: Certificates;
}

const MAX_REDIRECTS = 5;
/** Requests to one host at the same time; more wait for a connection. */
const MAX_PER_HOST = 8;

/** HTTP and HTTPS with redirects followed by hand, proxies, certificates per host, and time limits. */
export function createHttpClient(outside: HttpOutside): HttpClient {
  const agents = createAgents();
  let requests = 0;
  const send: Send = async (request, { shown, stopwatch }) => {
    const proxy = outside.proxyFor(request.url);
    const isTls = request.url.startsWith("https:");
    const context = isTls ? await outside.certificates.contextFor(new URL(request.url).host) : undefined;
    requests += 1;
    const route = { url: request.url, shown, ...(proxy === undefined ? {} : { proxy }) };
    const connection = {
      agent: agents(isTls ? "https" : "http", proxy),
      ...(context === undefined ? {} : { context }),
    };
    return await sendOnce(request, route, { ...connection, stopwatch, timeouts: outside.timeouts });
  };
  return {
    get requests() {
      return requests;
    },
    open: (request) => followRedirects(request, send),
  };
}

/** One agent per scheme and proxy: it keeps connections, and how many there are to each host. */
function createAgents(): (scheme: "http" | "https", proxy: string | undefined) => http.Agent {
  const agents = new Map<string, http.Agent>();
  return (scheme, proxy) => {
    const key = `${scheme} ${proxy ?? ""}`;
    const options = {
      keepAlive: true,
      maxSockets: MAX_PER_HOST,
      ...(proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }),
    };
    const agent = agents.get(key) ?? new (scheme === "https" ? nodeHttps() : nodeHttp()).Agent(options);
    agents.set(key, agent);
    return agent;
  };
}

/** One request of an attempt: `shown` are the addresses so far. */
type Send = (
  request: HttpRequest,
  attempt: { readonly shown: string; readonly stopwatch: Stopwatch },
) => Promise<HttpResponse>;

async function followRedirects(first: HttpRequest, send: Send): Promise<HttpResponse> {
  const stopwatch: Stopwatch = {};
  let request = first;
  const chain = [showUrl(first.url)];
  for (;;) {
    const response = await send(request, { shown: chain.join(" → "), stopwatch });
    const location = response.headers.location;
    if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
    response.body.destroy();
    const next = URL.parse(location, request.url);
    chain.push(next ? showUrl(next.href) : "(not a URL)");
    const problem = redirectProblem(request, next, chain.length - 1);
    if (problem !== undefined || !next) {
      throw new TransferError(`${chain.join(" → ")}: ${problem}`, { retry: "never", status: response.status });
    }
    request = redirected(request, next);
  }
}

function redirectProblem({ url: from, body }: HttpRequest, to: URL | null, hops: number): string | undefined {
  // Only logins have one, and it holds the secret itself.
  if (body !== undefined) return "redirect of a login, not followed";
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

interface Connection {
  readonly agent: http.Agent;
  readonly context?: tls.SecureContext;
  readonly timeouts: Timeouts;
  readonly stopwatch: Stopwatch;
}

async function sendOnce(request: HttpRequest, route: Route, connection: Connection): Promise<HttpResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const { authorization, url } = request;
  const { agent, context, timeouts } = connection;
  const options = {
    method: request.method ?? "GET",
    headers: { ...request.headers, ...(authorization === undefined ? {} : { authorization }) },
    agent,
    // Not set later: only so does it also hold for a proxy that is silent before it opens a connection.
    timeout: timeouts.idleMs,
  };
  // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED=0 would be the default otherwise.
  const verified = { ...options, secureContext: context, rejectUnauthorized: true };
  const outgoing = context === undefined ? nodeHttp().request(url, options) : nodeHttps().request(url, verified);
  let incoming: http.IncomingMessage | undefined;
  limitTime(outgoing, connection, (why) => {
    const status = incoming?.statusCode;
    const error = explainFailure(new Error(why), { ...route, ...(status === undefined ? {} : { status }) });
    incoming?.destroy(error);
    outgoing.destroy(error);
    // A request that has no connection yet is not told of its end.
    reject(error);
  });
  outgoing.on("error", (error) => reject(explainFailure(error, route)));
  outgoing.once("response", (body) => {
    incoming = body;
    resolve({ ...route, status: body.statusCode ?? 0, headers: body.headers, body });
  });
  outgoing.end(request.body);
  return await promise;
}
