import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { startRegistry, type TestRegistry } from "./registry.ts";

export interface TokenRegistry extends AsyncDisposable {
  readonly registry: TestRegistry;
  /** `GET name`, `POST name` per request for a token; name is the user's, or - for nobody. */
  readonly asked: string[];
}

/** Who may pull what: repositories by user; `-` for nobody. */
export interface TokenUsers {
  readonly passwords: Readonly<Record<string, string>>;
  /** Users by identity token. */
  readonly identities: Readonly<Record<string, string>>;
  mayPull(user: string, repository: string): boolean;
}

const SERVICE = "test registry, quoted";
const ISSUER = "test tokens";

/**
 * A real registry that accepts the tokens of a real token server: it signs JSON Web Tokens that the registry checks
 * against its public key. `pusher` may push everywhere.
 */
export async function tokenRegistry(users: TokenUsers): Promise<TokenRegistry> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const asked: string[] = [];
  const sign = (claims: object): string => {
    const header = { typ: "JWT", alg: "RS256", kid: "test" };
    const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${parts}.${createSign("RSA-SHA256").update(parts).sign(privateKey, "base64url")}`;
  };
  const server = createServer((request, response) => {
    void readRequest(request, users).then(({ user, scopes, service }) => {
      asked.push(`${request.method} ${user ?? "refused"}`);
      if (user === undefined || service !== SERVICE) return response.writeHead(401).end();
      const access = scopes.map((scope) => grant(scope, user, users));
      const now = Math.floor(Date.now() / 1000);
      const times = { iat: now, nbf: now - 10, exp: now + 300 };
      const token = sign({ iss: ISSUER, sub: user, aud: SERVICE, jti: randomUUID(), access, ...times });
      return response.end(JSON.stringify(request.method === "POST" ? { access_token: token } : { token }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const keys = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" }] };
  const registry = await startRegistry({ token: { realm, service: SERVICE, issuer: ISSUER, keys } });
  return {
    registry,
    asked,
    async [Symbol.asyncDispose]() {
      await registry.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface TokenRequest {
  /** Undefined for a wrong login. */
  readonly user: string | undefined;
  readonly scopes: readonly string[];
  readonly service: string | null;
}

async function readRequest(request: IncomingMessage, users: TokenUsers): Promise<TokenRequest> {
  const isPost = request.method === "POST";
  const given = isPost
    ? new URLSearchParams(await text(request))
    : new URL(request.url ?? "/", "http://token").searchParams;
  const scopes = given.getAll("scope").flatMap((scope) => scope.split(" "));
  const service = given.get("service");
  if (isPost) return { user: users.identities[given.get("refresh_token") ?? ""], scopes, service };
  const { authorization } = request.headers;
  if (authorization === undefined) return { user: "-", scopes, service };
  const [user = "", password] = Buffer.from(authorization.replace("Basic ", ""), "base64").toString().split(":");
  return { user: users.passwords[user] === password ? user : undefined, scopes, service };
}

/** `repository:NAME:pull` as far as the user may. */
function grant(scope: string, user: string, users: TokenUsers): object {
  const [type, name = "", wanted = ""] = scope.split(":");
  const actions = wanted.split(",").filter((action) => {
    return user === "pusher" || (action === "pull" && users.mayPull(user, name));
  });
  return { type, name, actions };
}

/** The Authorization header of a token for pushing to a repository. */
export async function pushToken({ registry }: TokenRegistry, repository: string): Promise<string> {
  const challenge = (await fetch(`${registry.url}/v2/`)).headers.get("www-authenticate") ?? "";
  const url = new URL(/realm="([^"]*)"/.exec(challenge)?.[1] ?? "");
  url.searchParams.set("service", SERVICE);
  url.searchParams.set("scope", `repository:${repository}:pull,push`);
  const authorization = `Basic ${Buffer.from("pusher:push").toString("base64")}`;
  const answer = await fetch(url, { headers: { authorization } });
  const { token } = (await answer.json()) as { token: string };
  return `Bearer ${token}`;
}
