import { isJsonObject } from "../../../support/json.ts";
import type { Credential } from "../transfer/credential.ts";
import { basicAuth } from "../transfer/credentials.ts";
import { getResponse, readBody } from "../transfer/get-bytes.ts";
import type { HttpClient, HttpRequest } from "../transfer/open-http.ts";
import { TransferError } from "../transfer/transfer-error.ts";
import { isLoopback, showUrl } from "../transfer/url.ts";

export interface Challenge {
  readonly scheme: "basic" | "bearer";
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Asker {
  readonly credential?: Credential;
  readonly scope: string;
  /** Scheme, host and port of the registry that asks. */
  readonly base: string;
}

const MAX_TOKEN_ANSWER = 1024 * 1024;

/** The Authorization header that answers a registry's challenge; `undefined` when there is nothing to answer with. */
export async function authorize(client: HttpClient, header: string, asker: Asker): Promise<string | undefined> {
  const { credential, base } = asker;
  const challenge = parseChallenge(header);
  if (challenge?.scheme === "basic") return credential?.kind === "password" ? basicAuth(credential) : undefined;
  if (challenge?.scheme !== "bearer") return undefined;
  if (credential?.kind === "bearer") return `Bearer ${credential.token}`;
  const request = tokenRequest(loginAddress(challenge, base), challenge, asker);
  const response = await getResponse(client, request, [200, 401, 403]);
  if (response.status !== 200) {
    response.body.destroy();
    const who = credential === undefined ? "nobody gets a token without a login" : "the login was not accepted";
    const message = `${showUrl(request.url)}: ${who} (answer ${response.status})`;
    throw new TransferError(message, { retry: "never", status: response.status });
  }
  const token = parseToken(await readBody(response, { maxBytes: MAX_TOKEN_ANSWER, excess: "refuse" }));
  if (token === undefined)
    throw new TransferError(`${showUrl(request.url)}: the answer holds no token`, { retry: "never" });
  return `Bearer ${token}`;
}

/** RFC 7235: `Bearer realm="…",service="…",scope="…"`. */
export function parseChallenge(header: string): Challenge | undefined {
  const scheme = /^\s*(basic|bearer)\b/i.exec(header)?.[1]?.toLowerCase();
  if (scheme !== "basic" && scheme !== "bearer") return undefined;
  const parameters: Record<string, string> = {};
  for (const found of header.matchAll(/([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi)) {
    parameters[(found[1] ?? "").toLowerCase()] = (found[2] ?? found[3] ?? "").replace(/\\(.)/g, "$1");
  }
  return { scheme, parameters };
}

/** A login travels over https only; one for a registry on this computer that speaks plain http may stay on this computer. */
function loginAddress({ parameters }: Challenge, base: string): URL {
  const realm = URL.parse(parameters["realm"] ?? "");
  const mayBePlain = base.startsWith("http:") && realm !== null && isLoopback(realm.hostname);
  if (realm?.protocol !== "https:" && !(realm?.protocol === "http:" && mayBePlain)) {
    throw new TransferError(`${base}: the registry asks to log in at an address that is not https`, { retry: "never" });
  }
  // A login in it would be the registry's own, not ours.
  realm.username = "";
  realm.password = "";
  return realm;
}

/** The distribution project's token protocol. */
function tokenRequest(realm: URL, challenge: Challenge, { credential, scope }: Asker): HttpRequest {
  const service = challenge.parameters["service"];
  const asked = { ...(service === undefined ? {} : { service }), scope };
  if (credential?.kind === "refresh-token") {
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: "addons",
      refresh_token: credential.token,
      ...asked,
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return { url: realm.href, method: "POST", headers, body: body.toString() };
  }
  for (const [key, value] of Object.entries(asked)) realm.searchParams.set(key, value);
  return {
    url: realm.href,
    headers: {},
    ...(credential?.kind === "password" ? { authorization: basicAuth(credential) } : {}),
  };
}

function parseToken(body: Buffer): string | undefined {
  try {
    const data: unknown = JSON.parse(body.toString("utf8"));
    if (!isJsonObject(data)) return undefined;
    const token = data["token"] ?? data["access_token"];
    return typeof token === "string" && /^[\u0021-\u007e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}
