import { getResponse, readBody } from "../transfer/get-bytes.ts";
import type { Credentials } from "../transfer/credentials.ts";
import type { HttpClient, HttpResponse } from "../transfer/open-http.ts";
import { TransferError } from "../transfer/transfer-error.ts";
import { showUrl } from "../transfer/url.ts";
import { withRetries, type RetryPolicy } from "../transfer/with-retries.ts";
import { authorize } from "./authorize.ts";
import type { Reference } from "./reference.ts";

export interface RegistryOutside {
  readonly client: HttpClient;
  readonly credentials: Credentials;
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

export function connectRegistry(outside: RegistryOutside): AskRegistry {
  const logins = new Map<string, Promise<string>>();
  return async (request) =>
    await withRetries({ what: request.what, policy: outside.policy, progress: outside.progress }, async () => {
      const response = await send(outside, logins, request);
      const bytes = await readBody(response, { maxBytes: request.maxBytes, excess: "refuse" });
      return { status: response.status, headers: response.headers, url: response.url, bytes };
    });
}

/** Anonymous first; a challenge is answered once per repository, and again when that answer is not accepted any more. */
async function send(
  outside: RegistryOutside,
  logins: Map<string, Promise<string>>,
  request: RegistryRequest,
): Promise<HttpResponse> {
  const { reference, path, method = "GET", accepted = [200] } = request;
  const url = path.startsWith("/") ? `${reference.base}${path}` : `${reference.base}/v2/${reference.name}/${path}`;
  const headers = request.accept === undefined ? {} : { accept: request.accept };
  const key = `${reference.base}/${reference.name}`;
  const known = logins.get(key);
  const first = known === undefined ? {} : { authorization: await known };
  const response = await getResponse(outside.client, { url, method, headers, ...first }, [...accepted, 401]);
  if (response.status !== 401) return response;
  response.body.destroy();
  // Requests that run at the same time share one answer to the challenge.
  if (logins.get(key) === known) {
    const answer = logIn(outside, reference, { url, challenge: response.headers["www-authenticate"] ?? "" });
    logins.set(key, answer);
    answer.catch(() => logins.delete(key));
  }
  const authorization = await logins.get(key);
  if (authorization === undefined) throw notAllowed(url, "the registry asks for a login");
  return await getResponse(outside.client, { url, method, headers, authorization }, accepted);
}

async function logIn(
  outside: RegistryOutside,
  reference: Reference,
  asked: { readonly url: string; readonly challenge: string },
): Promise<string> {
  const target = { host: reference.host, scope: `repository:${reference.name}:pull` };
  const authorization = await authorize(outside, asked.challenge, target);
  if (authorization === undefined) throw notAllowed(asked.url, "the registry asks for a login");
  return authorization;
}

function notAllowed(url: string, why: string): TransferError {
  return new TransferError(`${showUrl(url)}: ${why}`, { retry: "never", status: 401 });
}
