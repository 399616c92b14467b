import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseChallenge } from "../../../src/outside/charts/registry/authorize.ts";
import type { AddonsError } from "../../../src/support/addons-error.ts";
import { archivesFor, workFolder } from "./work-folder.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, url: string) => void;

async function serve(handler: Handler): Promise<string> {
  let url = "";
  const server = createServer((request, response) => handler(request, response, url));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  url = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return url;
}

/** A registry that wants a token, and the server that gives one; `seen` is what arrived. */
async function tokenRegistry(realm?: string): Promise<{ host: string; seen: string[]; accepted: { token: string } }> {
  const seen: string[] = [];
  const accepted = { token: "t0k" };
  const host = await serve((request, response, self) => {
    const { authorization } = request.headers;
    const path = request.url ?? "";
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push(`${request.method} ${path} ${authorization ?? "-"}${body === "" ? "" : ` ${body}`}`);
      if (path.startsWith("/token")) response.end(JSON.stringify({ token: accepted.token }));
      else if (authorization === `Bearer ${accepted.token}`) response.end(JSON.stringify({ tags: ["1.0.0"] }));
      else {
        const challenge = `Bearer realm="${realm ?? `http://${self}/token`}",service="reg",scope="repository:a/demo:pull,push"`;
        response.writeHead(401, { "www-authenticate": challenge }).end();
      }
    });
  });
  return { host, seen, accepted };
}

const list = async (host: string, config?: object): Promise<readonly { version: string }[]> => {
  const root = workFolder(config === undefined ? {} : { "d/config.json": JSON.stringify(config) });
  const { charts } = archivesFor(root, { env: { DOCKER_CONFIG: join(root, "d") } });
  const source = { kind: "oci", reference: `${host}/a/demo`, name: "demo" } as const;
  await charts.versions(source);
  return await charts.versions(source);
};

describe("token challenge", () => {
  const query = "service=reg&scope=repository%3Aa%2Fdemo%3Apull";
  test("anonymous: one token per repository and run, for pulling only", async () => {
    const { host, seen } = await tokenRegistry();
    expect((await list(host)).map(({ version }) => version)).toEqual(["1.0.0"]);
    expect(seen).toEqual([
      "GET /v2/a/demo/tags/list?n=1000 -",
      `GET /token?${query} -`,
      "GET /v2/a/demo/tags/list?n=1000 Bearer t0k",
      "GET /v2/a/demo/tags/list?n=1000 Bearer t0k",
    ]);
  });

  test("a token that ends in the middle of a run is asked for again", async () => {
    const { host, seen, accepted } = await tokenRegistry();
    const { charts } = archivesFor(workFolder());
    const source = { kind: "oci", reference: `${host}/a/demo`, name: "demo" } as const;
    await charts.versions(source);
    accepted.token = "t1k";
    await Promise.all([charts.versions(source), charts.versions(source)]);
    expect(seen.filter((line) => line.startsWith("GET /token"))).toHaveLength(2);
    expect(seen.at(-1)).toMatch(/Bearer t1k$/);
  });

  test("with a password, and with an identity token", async () => {
    const { host, seen } = await tokenRegistry();
    const auth = Buffer.from("bob:pw").toString("base64");
    await list(host, { auths: { [host]: { auth } } });
    expect(seen[1]).toBe(`GET /token?${query} Basic ${auth}`);
    seen.length = 0;
    await list(host, { auths: { [host]: { identitytoken: "idt" } } });
    expect(seen[1]).toBe(`POST /token - grant_type=refresh_token&client_id=addons&refresh_token=idt&${query}`);
  });

  test("a log-in address that is plain http elsewhere gets nothing", async () => {
    const { host, seen } = await tokenRegistry("http://login.invalid/token");
    const error = await list(host, { auths: { [host]: { username: "bob", password: "pw-canary" } } }).catch(
      (thrown: unknown) => thrown as AddonsError,
    );
    expect(error).toMatchObject({ code: "CHART-SOURCE", message: expect.stringMatching(/not https/) as string });
    expect(seen).toHaveLength(1);
  });

  test.each([
    ["a password", { username: "bob", password: "pw-canary" }, "1.0.0", ["GET - -"]],
    ["an identity token", { identitytoken: "pw-canary" }, "redirect of a login, not followed", []],
  ])("a log-in address that leads on to another host: %s is not sent there", async (...[, login, outcome, arrived]) => {
    const seen: string[] = [];
    const elsewhere = await serve((request, response) => {
      const { authorization = "-", "content-length": length = "-" } = request.headers;
      seen.push(`${request.method} ${authorization} ${length}`);
      response.end(JSON.stringify({ token: "t0k" }));
    });
    const realm = await serve((_request, response) => {
      response.writeHead(307, { location: `http://${elsewhere}/token` }).end();
    });
    const { host } = await tokenRegistry(`http://${realm}/token`);
    const listed = await list(host, { auths: { [host]: login } }).catch((error: unknown) => error);
    expect(listed instanceof Error ? listed.message : JSON.stringify(listed)).toContain(outcome);
    expect(seen).toEqual(arrived);
  });

  test("a login that stands in the log-in address is not ours, and is not sent", async () => {
    const seen: (string | undefined)[] = [];
    const realm = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(JSON.stringify({ token: "t0k" }));
    });
    const { host } = await tokenRegistry(`http://mallory:canary@${realm}/token`);
    expect(await list(host)).toHaveLength(1);
    expect(seen).toEqual([undefined]);
  });

  test("a token and a login go to their own repository and host alone", async () => {
    const [first, second] = [await tokenRegistry(), await tokenRegistry()];
    second.accepted.token = "other";
    const auths = { [first.host]: { username: "bob", password: "pw-canary" } };
    const root = workFolder({ "d/config.json": JSON.stringify({ auths }) });
    const { charts } = archivesFor(root, { env: { DOCKER_CONFIG: join(root, "d") } });
    for (const reference of [`${first.host}/a/demo`, `${first.host}/b/demo`, `${second.host}/a/demo`])
      await charts.versions({ kind: "oci", reference, name: "demo" });
    expect(first.seen.filter((line) => line.startsWith("GET /v2/b/"))).toEqual([
      "GET /v2/b/demo/tags/list?n=1000 -",
      "GET /v2/b/demo/tags/list?n=1000 Bearer t0k",
    ]);
    expect(first.seen.filter((line) => line.startsWith("GET /token"))).toEqual([
      expect.stringMatching(/scope=repository%3Aa%2Fdemo%3Apull Basic /),
      expect.stringMatching(/scope=repository%3Ab%2Fdemo%3Apull Basic /),
    ]);
    expect(second.seen.join("\n")).not.toMatch(/Basic|t0k/);
  });

  test.for<[string, ReturnType<typeof parseChallenge>]>([
    [
      'Bearer realm="https://a/t",service="s"',
      { scheme: "bearer", parameters: { realm: "https://a/t", service: "s" } },
    ],
    ["bearer REALM=https://a/t, service=s", { scheme: "bearer", parameters: { realm: "https://a/t", service: "s" } }],
    ['Basic realm="a \\"b\\""', { scheme: "basic", parameters: { realm: 'a "b"' } }],
    ["Negotiate", undefined],
    ["", undefined],
  ])("%s", ([header, expected]) => {
    expect(parseChallenge(header)).toEqual(expected);
  });
});
