import { isJsonObject } from "../../../support/json.ts";
import type { Certificates } from "../transfer/certificates.ts";
import { getResponse, readBody } from "../transfer/get-bytes.ts";
import type { Credentials } from "../transfer/credentials.ts";
import type { HttpClient, HttpResponse } from "../transfer/open-http.ts";
import { TransferError } from "../transfer/transfer-error.ts";
import { showUrl } from "../transfer/url.ts";
import { withRetries, type RetryPolicy, type ShownTransfer } from "../transfer/with-retries.ts";
import { authorize } from "./authorize.ts";
import type { Reference } from "./reference.ts";

export interface RegistryOutside {
  readonly client: HttpClient;
  readonly credentials: Credentials;
  readonly certificates: Certificates;
  readonly policy: RetryPolicy;
  readonly progress: (message: string) => void;
}

export interface RegistryRequest {
  readonly reference: Reference;
  /** Below `/v2/NAME/`, or from the root of the server when it starts with a slash. */
  readonly path: string;
  /** Starts the message of an error. */
  readonly what: string;
  readonly maxBytes: number;
  readonly method?: "GET" | "HEAD";
  readonly accept?: string;
  /** Any other status is an error; 200 alone unless told. */
  readonly accepted?: readonly number[];
  /** When it is a download. */
  readonly shown?: ShownTransfer;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly headers: HttpResponse["headers"];
  /** After redirects. */
  readonly url: string;
  readonly bytes: Buffer;
}

/** One answered request, logged in as far as the registry asks for it and tried again as the policy says. */
export type AskRegistry = (request: RegistryRequest) => Promise<RegistryAnswer>;

const WORDS = { maxBytes: 64 * 1024, excess: "cut" } as const;

export function connectRegistry(outside: RegistryOutside): AskRegistry {
  const logins = new Map<string, Promise<Login>>();
  const { policy, progress } = outside;
  return async (request) => {
    const { what, shown } = request;
    return await withRetries({ what, policy, progress, ...(shown && { shown }) }, async (attempt) => {
      const response = await send(outside, logins, request);
      // What is said instead of an answer may be longer than that would be.
      const isWanted = response.status === 200;
      const limit = isWanted ? { maxBytes: request.maxBytes, excess: "refuse" as const, attempt } : WORDS;
      const bytes = await readBody(response, limit);
      if (!isWanted) attempt.absent();
      return { status: response.status, headers: response.headers, url: response.url, bytes };
    });
  };
}

interface Login {
  readonly authorization: string;
  /** `anonymous`: a token that anybody gets. */
  readonly as: "somebody" | "anonymous";
}

/** Anonymous first; a challenge is answered once per repository, and again when that answer is not accepted any more. */
async function send(
  outside: RegistryOutside,
  logins: Map<string, Promise<Login>>,
  request: RegistryRequest,
): Promise<HttpResponse> {
  const { reference, path, method = "GET", accepted = [200] } = request;
  const base = await baseOf(reference, outside.certificates);
  const url = path.startsWith("/") ? `${base}${path}` : `${base}/v2/${reference.name}/${path}`;
  const headers = request.accept === undefined ? {} : { accept: request.accept };
  const open = async (login: Login | undefined): Promise<HttpResponse> => {
    const authorized = login === undefined ? {} : { authorization: login.authorization };
    return await getResponse(outside.client, { url, method, headers, ...authorized }, [...accepted, 401, 403]);
  };
  const key = `${base}/${reference.name}`;
  const known = logins.get(key);
  const response = await open(await known);
  if (response.status === 403) throw await denied(response, await known);
  if (response.status !== 401) return response;
  response.body.destroy();
  // Requests that run at the same time share one answer to the challenge.
  if (logins.get(key) === known) {
    const answer = logIn(outside, reference, { url, base, challenge: response.headers["www-authenticate"] ?? "" });
    logins.set(key, answer);
    answer.catch(() => logins.delete(key));
  }
  const login = await logins.get(key);
  const second = await open(login);
  if (second.status === 401 || second.status === 403) throw await denied(second, login);
  return second;
}

/** https; plain http to a registry on this computer that certs.d has nothing for. */
async function baseOf({ host, isLocal }: Reference, certificates: Certificates): Promise<string> {
  const isPlain = isLocal && !(await certificates.knows(host));
  return `${isPlain ? "http" : "https"}://${host}`;
}

async function logIn(
  outside: RegistryOutside,
  { host, name }: Reference,
  asked: { readonly url: string; readonly base: string; readonly challenge: string },
): Promise<Login> {
  const credential = await outside.credentials.find(host);
  const authorization = await authorize(outside.client, asked.challenge, {
    ...(credential === undefined ? {} : { credential }),
    scope: `repository:${name}:pull`,
    base: asked.base,
  });
  if (authorization !== undefined) return { authorization, as: credential === undefined ? "anonymous" : "somebody" };
  throw new TransferError(`${showUrl(asked.url)}: the registry asks for a login`, { retry: "never", status: 401 });
}

/** Registries say 401 or 403 for what a login may not read, many also for what is not there. */
async function denied(response: HttpResponse, login: Login | undefined): Promise<TransferError> {
  const body = await readBody(response, WORDS).catch(() => Buffer.alloc(0));
  const said = registryWords(body);
  const { status } = response;
  const who = login?.as === "somebody" ? "the login for it was not accepted" : "the registry asks for a login";
  const why =
    status === 401 ? who : `access denied${login?.as === "somebody" ? " for this login" : " without a login"}`;
  const message = `${showUrl(response.url)}: ${why} (answer ${status}${said === undefined ? "" : `, ${said}`})`;
  return new TransferError(message, { retry: "never", status });
}

/** What the registry itself says, `DENIED: requested access to the resource is denied`. */
function registryWords(body: Buffer): string | undefined {
  try {
    const data: unknown = JSON.parse(body.toString("utf8"));
    const errors: unknown = isJsonObject(data) ? data["errors"] : undefined;
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    if (!isJsonObject(first)) return undefined;
    const words = [first["code"], first["message"]].filter((word): word is string => typeof word === "string");
    return words.length === 0 ? undefined : words.join(": ").slice(0, 200);
  } catch {
    return undefined;
  }
}
