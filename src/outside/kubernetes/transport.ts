import type { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { AddonsError } from "../../support/addons-error.ts";
import type { JsonObject } from "../../support/json.ts";
import { isJsonObject } from "../../support/json.ts";
import type { Redactor } from "../../support/redact.ts";
import type { Connection } from "./connection.ts";
import { createAgent, exchange, openExchange, readAll } from "./exchange.ts";
import type { AgentOptions, OpenAnswer, WireAnswer, WireRequest } from "./exchange.ts";
import { brokenAnswerError, codeOf, statusError } from "./kube-errors.ts";
import type { Asked } from "./kube-errors.ts";
import type { Credentials, Login } from "./login.ts";
import type { ProxySettings } from "./proxy-settings.ts";

/** A request that can only be a GET: there is no way to name another method. */
export interface GetRequest {
  /** `get`, `list`, `watch` for messages. */
  readonly verb: string;
  readonly what: string;
  /** With the query. */
  readonly path: string;
  readonly accept?: string;
}

export interface SendRequest extends GetRequest {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body: JsonObject | readonly JsonObject[];
  readonly contentType: string;
}

/** All that a reader holds of the network. */
export interface GetTransport {
  readonly requests: number;
  /** Parsed body, or `undefined` for 404. Throws AddonsError KUBE-*. */
  get(request: GetRequest): Promise<JsonObject | undefined>;
  /** A long-lived GET; a status other than 2xx throws. */
  stream(request: GetRequest, signal: AbortSignal, deadlineMs: number): Promise<OpenAnswer>;
  close(): void;
}

export interface SendTransport extends GetTransport {
  send(request: SendRequest): Promise<JsonObject>;
}

export interface TransportParts {
  readonly connection: Connection;
  readonly login: Login;
  readonly redactor: Redactor;
  readonly proxy: ProxySettings | undefined;
  readonly requestMs: number;
  readonly connectMs: number;
  readonly closing: AbortController;
}

/** The transport of a reader: the word GET is written here, and nowhere can another one be given. */
export function createGetTransport(parts: TransportParts): GetTransport {
  const core = createCore(parts);
  return getTransport(core);
}

export function createSendTransport(parts: TransportParts): SendTransport {
  const core = createCore(parts);
  const getting = getTransport(core);
  return {
    get requests() {
      return core.count();
    },
    get: (request) => getting.get(request),
    stream: (request, signal, deadlineMs) => getting.stream(request, signal, deadlineMs),
    close: () => core.close(),
    async send(request) {
      const asked = core.asked(request);
      const answer = await core.ask({
        asked,
        method: request.method,
        path: request.path,
        headers: { accept: request.accept ?? "application/json", "content-type": request.contentType },
        body: JSON.stringify(request.body),
        deadlineMs: parts.requestMs,
        signal: parts.closing.signal,
      });
      if (!isSuccess(answer.status)) throw core.refused(asked, answer);
      return parseAnswer(asked, answer.text);
    },
  };
}

function getTransport(core: Core): GetTransport {
  const { parts } = core;
  const request = (wanted: GetRequest): WireRequest => ({
    asked: core.asked(wanted),
    method: "GET",
    path: wanted.path,
    headers: { accept: wanted.accept ?? "application/json" },
    deadlineMs: parts.requestMs,
    signal: parts.closing.signal,
  });
  return {
    get requests() {
      return core.count();
    },
    async get(wanted) {
      const wire = request(wanted);
      const answer = await core.ask(wire);
      if (answer.status === 404) return undefined;
      if (!isSuccess(answer.status)) throw core.refused(wire.asked, answer);
      return parseAnswer(wire.asked, answer.text);
    },
    stream: (wanted, signal, deadlineMs) =>
      core.stream({ ...request(wanted), signal: AbortSignal.any([signal, parts.closing.signal]), deadlineMs }),
    close: () => core.close(),
  };
}

interface Core {
  readonly parts: TransportParts;
  count(): number;
  asked(request: GetRequest): Asked;
  ask(request: WireRequest): Promise<WireAnswer>;
  stream(request: WireRequest): Promise<OpenAnswer>;
  refused(asked: Asked, answer: WireAnswer): AddonsError;
  close(): void;
}

/** More connections than this make an API server slower, not faster. */
const MAX_SOCKETS = 24;

function createCore(parts: TransportParts): Core {
  const { connection, login, redactor } = parts;
  let count = 0;
  const agents = createAgents(connection, { maxSockets: MAX_SOCKETS, proxy: parts.proxy });
  const watchAgents = createAgents(connection, { maxSockets: Infinity, proxy: parts.proxy });
  const wire = { connection, connectMs: parts.connectMs, agent: agents.agent };
  const refused = (asked: Asked, answer: WireAnswer): AddonsError =>
    statusError(asked, { status: answer.status, message: messageOf(answer.text) }, redactor);
  const once = async (request: WireRequest): Promise<WireAnswer> => {
    const credentials = await login.current();
    count += 1;
    return exchange(wire, request, credentials);
  };
  return {
    parts,
    count: () => count,
    asked: (request) => ({
      context: connection.context,
      host: connection.url.host,
      verb: request.verb,
      what: request.what,
    }),
    ask: (request) => askPatiently(request, { once, login }),
    refused,
    async stream(request) {
      const opened = await openPatiently(request, {
        login,
        once: async (credentials) => {
          count += 1;
          return openExchange({ ...wire, agent: watchAgents.agent }, request, credentials);
        },
      });
      if (isSuccess(opened.head.status)) return opened;
      const text = await readAll(opened.body, request.asked).catch(() => "");
      opened.stop();
      throw refused(request.asked, { ...opened.head, text });
    },
    close() {
      parts.closing.abort();
      agents.destroy();
      watchAgents.destroy();
    },
  };
}

interface Agents {
  readonly agent: (credentials: Credentials) => Agent;
  destroy(): void;
}

/** One agent, made anew when an exec plugin hands out another client certificate. */
function createAgents(connection: Connection, options: AgentOptions): Agents {
  let made: { readonly agent: Agent; readonly cert: string | undefined } | undefined;
  return {
    agent(credentials) {
      if (made === undefined || made.cert !== credentials.cert) {
        made?.agent.destroy();
        made = { agent: createAgent(connection, credentials, options), cert: credentials.cert };
      }
      return made.agent;
    },
    destroy: () => made?.agent.destroy(),
  };
}

interface Attempts {
  once(request: WireRequest): Promise<WireAnswer>;
  readonly login: Login;
}

const MAX_THROTTLED = 5;
const MAX_PAUSE_SECONDS = 10;

/** Repeats what is safe to repeat: 429 (nothing was done), one 401 with a new login, and for GET one reset or one 502–504. */
async function askPatiently(request: WireRequest, attempts: Attempts): Promise<WireAnswer> {
  const spent = { throttled: 0, login: 0, broken: 0 };
  for (;;) {
    let answer: WireAnswer;
    try {
      answer = await attempts.once(request);
    } catch (error) {
      if (request.method !== "GET" || !wasReset(error) || spent.broken++ > 0) throw error;
      continue;
    }
    if (answer.status === 401 && spent.login++ === 0 && (await attempts.login.renew())) continue;
    if (!isWorthAnotherTry(request, answer, spent)) return answer;
    await pause(Math.min(answer.retryAfter ?? 1, MAX_PAUSE_SECONDS) * 1000, undefined, {
      signal: request.signal,
    }).catch(() => {});
  }
}

function isWorthAnotherTry(
  request: WireRequest,
  answer: WireAnswer,
  spent: { throttled: number; broken: number },
): boolean {
  if (answer.status === 429) return ++spent.throttled <= MAX_THROTTLED;
  const gateway = answer.status >= 502 && answer.status <= 504;
  return gateway && request.method === "GET" && ++spent.broken <= 1;
}

async function openPatiently(
  request: WireRequest,
  attempts: { readonly login: Login; once(credentials: Credentials): Promise<OpenAnswer> },
): Promise<OpenAnswer> {
  const first = await attempts.once(await attempts.login.current());
  const { status, retryAfter } = first.head;
  if (status === 401 && (await attempts.login.renew())) {
    first.stop();
    return attempts.once(await attempts.login.current());
  }
  if (status !== 429) return first;
  first.stop();
  await pause(Math.min(retryAfter ?? 1, MAX_PAUSE_SECONDS) * 1000, undefined, { signal: request.signal }).catch(
    () => {},
  );
  return attempts.once(await attempts.login.current());
}

function wasReset(error: unknown): boolean {
  return error instanceof AddonsError && error.code === "KUBE-UNREACHABLE" && RESET.has(codeOf(error.cause));
}

const RESET: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"]);

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function parseAnswer(asked: Asked, text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw brokenAnswerError(asked, "it is not JSON");
  }
  if (!isJsonObject(value)) throw brokenAnswerError(asked, "it is not an object");
  return value;
}

/** `message` of a Status object, or the beginning of whatever came instead. */
function messageOf(text: string): string {
  try {
    const status: unknown = JSON.parse(text);
    if (isJsonObject(status) && typeof status["message"] === "string") return status["message"];
  } catch {
    // Not JSON: a proxy's page, shown as it is.
  }
  return text.slice(0, 300);
}
