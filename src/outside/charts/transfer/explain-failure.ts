import { AddonsError } from "../../../support/addons-error.ts";
import { explainTls } from "./explain-tls.ts";
import { TransferError } from "./transfer-error.ts";
import { showUrl } from "./url.ts";

/** The way a request took. */
export interface Route {
  /** Where it was sent last. */
  readonly url: string;
  /** For messages: the addresses from the first to the last, without user, password and query. */
  readonly shown: string;
  /** The proxy's address, with its login. */
  readonly proxy?: string;
  /** Of the answer; absent as long as there is none. */
  readonly status?: number;
}

/** An error of sockets, TLS, HTTP or a proxy in one sentence; only what may pass is tried again. */
export function explainFailure(error: unknown, route: Route): TransferError | AddonsError {
  if (error instanceof TransferError || error instanceof AddonsError) return error;
  if (!(error instanceof Error)) return failure(route, { why: String(error) }, error);
  const code = "code" in error ? String(error.code) : "";
  if (code === "ERR_PROXY_TUNNEL") return proxyFailure(error, route);
  const host = new URL(route.url).host;
  const tls = explainTls(error, host);
  if (tls) return failure(route, { ...tls, retry: "never" }, error);
  if (code.startsWith("HPE_")) {
    const why = "what answers there does not speak HTTP";
    const hint = "check scheme and port of the address; a service with TLS has an https:// address";
    return failure(route, { why, hint, retry: "never" }, error);
  }
  const why = REASONS[code] ?? (error.message === "" ? code : error.message);
  return failure(route, { why, ...(code === "ENOTFOUND" ? { retry: "never" } : {}) }, error);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was cut in the middle",
  EPIPE: "the connection was cut in the middle",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host name could not be looked up (offline?)",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "the host does not answer",
  Z_DATA_ERROR: "the answer is damaged: it is no gzip data",
  Z_BUF_ERROR: "the answer ends in the middle",
};

interface Explanation {
  readonly why: string;
  readonly hint?: string;
  readonly retry?: "never" | "yes";
  readonly status?: number;
}

function failure(route: Route, { why, hint, retry = "yes", status }: Explanation, cause: unknown): TransferError {
  const through = route.proxy === undefined ? "" : ` (through the proxy ${showUrl(route.proxy)})`;
  return new TransferError(`${route.shown}: ${why}${through}`, {
    retry,
    cause,
    ...(hint === undefined ? {} : { hint }),
    ...(status === undefined ? {} : { status }),
    ...(route.status === undefined ? { silent: new URL(route.url).host } : {}),
  });
}

/** The proxy did not open a way to the server. */
function proxyFailure(error: Error, route: Route): TransferError {
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : undefined;
  if (status === undefined) return failure(route, { why: "the proxy did not open a connection" }, error);
  if (status === 407)
    return failure(route, { why: "the proxy asks for a login (answer 407)", hint: PROXY_LOGIN, retry: "never" }, error);
  const retry = status === 429 || status >= 500 ? "yes" : "never";
  const hint = "ask whoever runs the proxy, or name this host in NO_PROXY when it can be reached without";
  return failure(route, { why: `the proxy refused the connection (answer ${status})`, hint, retry }, error);
}

export const PROXY_LOGIN =
  "write the login into the proxy's address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT (docs/charts.md)";
