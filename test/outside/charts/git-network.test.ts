import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gitFailure } from "../../../src/outside/charts/git/git-failure.ts";
import type { TransferError } from "../../../src/outside/charts/transfer/transfer-error.ts";
import { failure } from "../../failure.ts";
import { gitArchives, gitSource } from "./git-archives.ts";
import { makeAuthority, writeHostFiles, type Authority } from "./make-certificates.ts";
import { serveProxy } from "./proxy-server.ts";
import { makeRepository, serveGit, type GitServer } from "./serve-git.ts";
import { workFolder } from "./work-folder.ts";

const HERE = "127.0.0.1";
const NAME = "git.example.com";

describe("git is told what other sources know of a host", () => {
  let authority: Authority;
  let other: Authority;
  beforeAll(() => {
    authority = makeAuthority();
    other = makeAuthority("Another authority");
  });
  afterAll(() => {
    authority[Symbol.dispose]();
    other[Symbol.dispose]();
  });

  async function served(tls?: Parameters<typeof serveGit>[1]): Promise<{ root: string; server: GitServer }> {
    const root = workFolder({ "ca.pem": authority.cert, "other.pem": other.cert });
    makeRepository(join(root, "r")).commit({ "a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n" });
    return { root, server: await serveGit(join(root, "r"), tls) };
  }
  const archives = (root: string, env: Readonly<Record<string, string>> = {}) =>
    gitArchives(root, { env: { DOCKER_CONFIG: join(root, "docker"), ...env } });
  const download = async (root: string, url: string, env: Readonly<Record<string, string>> = {}) =>
    (await archives(root, env).charts.download(gitSource(`${url}/chart.git`, "a"), "")).metadata.name;
  const placeOf = ({ url }: GitServer): string => new URL(url).host;

  test("an authority of its own: refused, then trusted for this host by certs.d, and for all by SSL_CERT_FILE", async () => {
    const { root, server: started } = await served({ tls: authority.issue({ name: HERE }) });
    await using server = started;
    const error = await failure(download(root, server.url));
    expect(error).toMatchObject({ code: "CHART-SOURCE", message: expect.stringMatching(/certificate/) as string });
    expect(error.message).not.toMatch(/tried/);
    expect(error.hint).toContain(`~/.docker/certs.d/${placeOf(server)}/ca.crt`);
    await failure(download(root, server.url, { SSL_CERT_FILE: join(root, "other.pem") }));
    expect(server.requests).toEqual([]);
    expect(await download(root, server.url, { SSL_CERT_FILE: join(root, "ca.pem") })).toBe("a");
    writeHostFiles(root, placeOf(server), { "ca.crt": authority.cert });
    expect(await download(root, server.url)).toBe("a");
  });

  test("what lies in the cache under the name of the authorities is read before git is told of it", async () => {
    const { root, server: started } = await served({ tls: other.issue({ name: HERE }) });
    await using server = started;
    writeHostFiles(root, placeOf(server), { "ca.crt": authority.cert });
    await failure(download(root, server.url));
    const folder = join(root, ".cache/charts/git");
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".pem"));
    const before = readFileSync(join(folder, file), "utf8");
    writeFileSync(join(folder, file), other.cert);
    await failure(download(root, server.url));
    expect(server.requests).toEqual([]);
    expect(readFileSync(join(folder, file), "utf8")).toBe(before);
  });

  test("a client certificate is shown to its host, and not taken along on a redirect", async () => {
    const client = { requestCert: true, rejectUnauthorized: true, ca: authority.cert };
    const { root, server: started } = await served({ tls: { ...client, ...authority.issue({ name: HERE }) } });
    await using server = started;
    const host = placeOf(server);
    writeHostFiles(root, host, { "ca.crt": authority.cert });
    // What git says is in a race with the server that hangs up.
    expect((await failure(download(root, server.url))).code).toBe("CHART-SOURCE");
    expect(server.requests).toEqual([]);
    const own = authority.issue({ name: "client.example.com" });
    writeHostFiles(root, host, { "client.cert": own.cert, "client.key": own.key });
    expect(await download(root, server.url)).toBe("a");
    await using behind = await serveGit(join(root, "r"));
    server.redirect = behind.url;
    expect((await failure(download(root, server.url))).code).toBe("CHART-GIT-REDIRECT");
    expect(behind.requests).toEqual([]);
  });

  test("the proxy is asked with its login, which stands in no argument; NO_PROXY counts as elsewhere", async () => {
    const { root, server: started } = await served({ tls: authority.issue({ name: NAME }) });
    await using server = started;
    await using proxy = await serveProxy();
    proxy.places.set(`${NAME}:443`, placeOf(server));
    proxy.authorization = `Basic ${Buffer.from("bob:p@ss").toString("base64")}`;
    writeHostFiles(root, NAME, { "ca.crt": authority.cert });
    const HTTPS_PROXY = proxy.url.replace("//", "//bob:p%40ss@");
    const { charts, args } = archives(root, { HTTPS_PROXY });
    const source = gitSource(`https://${NAME}/chart.git`, "a");
    expect((await charts.download(source, "")).metadata.name).toBe("a");
    expect(args()).not.toContain("p%40ss");
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${NAME}:443`]));
    const wrong = await failure(
      download(root, `https://${NAME}`, { HTTPS_PROXY: proxy.url.replace("//", "//bob:no@") }),
    );
    expect([wrong.message, wrong.hint]).toEqual([expect.stringContaining("407"), expect.stringMatching(/proxy/)]);
    expect(wrong.message).not.toContain("bob");
    const seen = proxy.seen.length;
    await failure(download(root, `https://${NAME}`, { HTTPS_PROXY, NO_PROXY: "example.com" }));
    expect(proxy.seen).toHaveLength(seen);
  });

  test("this computer is asked directly; a proxy that cannot be used is an error", async () => {
    const { root, server: started } = await served();
    await using server = started;
    const nowhere = `http://${HERE}:1`;
    expect(await download(root, server.url, { http_proxy: nowhere, HTTP_PROXY: nowhere })).toBe("a");
    const odd = await failure(download(root, `https://${NAME}`, { HTTPS_PROXY: "socks5://127.0.0.1:1" }));
    expect(odd.code).toBe("CHART-PROXY");
  });
});

test.for<[string, RegExp, "never" | "yes"]>([
  [
    "server certificate verification failed. CAfile: none CRLfile: none",
    /certs\.d\/git\.example\.com\/ca\.crt/,
    "never",
  ],
  ["SSL certificate problem: self-signed certificate in certificate chain", /ca\.crt/, "never"],
  ["SSL certificate problem: unable to get local issuer certificate", /ca\.crt/, "never"],
  ["gnutls_handshake() failed: Handshake failed", /client\.cert/, "never"],
  ["GnuTLS recv error (-12): A TLS fatal alert has been received.", /client\.cert/, "never"],
  ["error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0", /client\.cert/, "never"],
  ["CONNECT tunnel failed, response 407", /proxy/, "never"],
  ["Send failure: Broken pipe", /^$/, "yes"],
  ["Could not resolve host: git.example.com", /^$/, "yes"],
])("git's words %s", ([words, hint, retry]) => {
  const stderr = `fatal: unable to access 'https://git.example.com/x/': ${words}\n`;
  const error = gitFailure({ ...ENDED, stderr }, REPOSITORY) as TransferError;
  expect([error.hint ?? "", error.retry]).toEqual([expect.stringMatching(hint), retry]);
});

const ENDED = { ended: "exited", exitCode: 128, signal: undefined, durationMs: 1, stdout: "" } as const;
const REPOSITORY = { repo: "https://git.example.com/x", totalMs: 1 };
