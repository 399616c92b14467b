import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { join } from "node:path";
import { proxyFor } from "../../../src/outside/charts/transfer/proxy-for.ts";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { makeAuthority, writeHostFiles, type Authority } from "./make-certificates.ts";
import { makeChart } from "./make-chart.ts";
import { serveProxy } from "./proxy-server.ts";
import { publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const DEMO = makeChart("demo", "1.0.0");
const source = (repo: string): ChartSource => ({ kind: "http", repo, name: "demo" });

describe("proxies", () => {
  let authority: Authority;
  beforeAll(() => void (authority = makeAuthority()));
  afterAll(() => authority[Symbol.dispose]());

  /** A repository behind a name that only the proxy knows. */
  async function secured(): Promise<ChartServer> {
    const server = await serveCharts({ tls: authority.issue({ name: "charts.example.com" }) });
    publish(server, [{ name: "demo", version: "1.0.0", bytes: DEMO }]);
    return server;
  }
  const placeOf = (server: ChartServer): string => new URL(server.url).host;
  const trusting = (): string => {
    const root = workFolder();
    writeHostFiles(root, "charts.example.com", { "ca.crt": authority.cert });
    return root;
  };
  const lookup = (root: string, env: Readonly<Record<string, string>>, repo = "https://charts.example.com") =>
    archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker"), ...env } }).charts.download(source(repo), "1.0.0");

  test("https through CONNECT, with the proxy's login, which the server never sees", async () => {
    await using server = await secured();
    await using proxy = await serveProxy();
    proxy.places.set("charts.example.com:443", placeOf(server));
    proxy.authorization = `Basic ${Buffer.from("bob:p@ss").toString("base64")}`;
    const address = proxy.url.replace("//", "//bob:p%40ss@");
    expect((await lookup(trusting(), { HTTPS_PROXY: address })).bytes).toEqual(DEMO);
    expect(new Set(proxy.seen)).toEqual(new Set(["CONNECT charts.example.com:443"]));
    expect(server.requests.map(({ path }) => path)).toEqual(["/index.yaml", "/demo-1.0.0.tgz"]);
    expect(JSON.stringify(server.requests)).not.toContain("proxy-authorization");
  });

  test("http with the whole address", async () => {
    await using server = await serveCharts();
    publish(server, [{ name: "demo", version: "1.0.0", bytes: DEMO }]);
    await using proxy = await serveProxy();
    proxy.places.set("charts.example.com:80", placeOf(server));
    expect((await lookup(workFolder(), { http_proxy: proxy.url }, "http://charts.example.com")).bytes).toEqual(DEMO);
    expect(proxy.seen).toEqual([
      "GET http://charts.example.com/index.yaml",
      "GET http://charts.example.com/demo-1.0.0.tgz",
    ]);
  });

  test("a wrong login, a refusal and a dead proxy are told as the proxy's, without its login", async () => {
    await using proxy = await serveProxy();
    proxy.authorization = "Basic other";
    const address = proxy.url.replace("//", "//bob:s3cret-canary@");
    const tls = await failure(lookup(trusting(), { HTTPS_PROXY: address }));
    expect(tls.message).toContain(`the proxy asks for a login (answer 407) (through the proxy ${proxy.url}/)`);
    expect(proxy.seen).toHaveLength(1);
    const plain = await failure(lookup(workFolder(), { HTTP_PROXY: address }, "http://charts.example.com"));
    expect(plain.message).toMatch(/the proxy answered 407, with an HTML page/);
    delete proxy.authorization;
    proxy.refuses = 403;
    const refused = await failure(lookup(trusting(), { HTTPS_PROXY: address }));
    expect(refused.message).toMatch(/the proxy refused the connection \(answer 403\)/);
    expect(refused.hint).toMatch(/NO_PROXY/);
    const dead = await failure(lookup(trusting(), { HTTPS_PROXY: "http://bob:s3cret-canary@127.0.0.1:1" }));
    expect(dead.message).toMatch(/connection refused \(through the proxy http:\/\/127\.0\.0\.1:1\/\)/);
    for (const error of [tls, plain, refused, dead]) {
      expect([error.message, error.hint, error.stack, String(error.cause)].join("\n")).not.toContain("s3cret-canary");
    }
  });

  test("faults behind the proxy are told as without it", async () => {
    await using server = await secured();
    await using proxy = await serveProxy();
    proxy.places.set("charts.example.com:443", placeOf(server));
    server.faults.set("/demo-1.0.0.tgz", { kind: "truncated" });
    const error = await failure(lookup(trusting(), { HTTPS_PROXY: proxy.url }));
    expect(error.message).toMatch(
      /demo-1\.0\.0\.tgz: the connection was cut in the middle \(through the proxy .*tried 3 times/,
    );
    server.faults.set("/demo-1.0.0.tgz", { kind: "status", status: 503, times: 1 });
    expect((await lookup(trusting(), { HTTPS_PROXY: proxy.url })).bytes).toEqual(DEMO);
    const untrusted = await failure(lookup(workFolder(), { HTTPS_PROXY: proxy.url }));
    expect(untrusted.hint).toMatch(/or the proxy on the way/);
  });

  test("this computer and NO_PROXY are asked directly", async () => {
    await using server = await serveCharts();
    publish(server, [{ name: "demo", version: "1.0.0", bytes: DEMO }]);
    await using proxy = await serveProxy();
    expect((await lookup(workFolder(), { HTTP_PROXY: proxy.url }, server.url)).bytes).toEqual(DEMO);
    expect(proxy.seen).toEqual([]);
  });
});

/** What Go's net/http/httpproxy says for each, on purpose case by case. */
describe("which proxy", () => {
  const PROXY = "http://proxy.example.com:3128/";
  test.for<[string, string, string, "proxy" | "direct"]>([
    ["nothing listed", "", "https://charts.example.com", "proxy"],
    ["localhost, always", "", "http://localhost:8080", "direct"],
    ["127.0.0.0/8, always", "", "https://127.3.2.1", "direct"],
    ["::1, always", "", "http://[::1]:5000", "direct"],
    ["a name below localhost is no loopback", "", "http://a.localhost", "proxy"],
    ["a star", "*", "https://charts.example.com", "direct"],
    ["a star among others", "a.example.com, *", "https://charts.example.com", "direct"],
    ["a domain", "example.com", "https://example.com", "direct"],
    ["a domain and what is below it", "example.com", "https://charts.example.com", "direct"],
    ["no suffix of a word", "example.com", "https://badexample.com", "proxy"],
    ["a dot: only below", ".example.com", "https://example.com", "proxy"],
    ["a dot: below", ".example.com", "https://a.b.example.com", "direct"],
    ["a star and a dot: below", "*.example.com", "https://charts.example.com", "direct"],
    ["a star and a dot: not itself", "*.example.com", "https://example.com", "proxy"],
    ["capitals and spaces", " EXAMPLE.com ,", "https://charts.example.com", "direct"],
    ["the port fits", "example.com:8443", "https://example.com:8443", "direct"],
    ["another port", "example.com:8443", "https://example.com", "proxy"],
    ["the usual port", "example.com:443", "https://example.com", "direct"],
    ["an address", "10.1.2.3", "https://10.1.2.3", "direct"],
    ["an address with a port", "10.1.2.3:80", "https://10.1.2.3", "proxy"],
    ["a range", "10.0.0.0/8", "https://10.200.1.1", "direct"],
    ["outside of the range", "10.0.0.0/8", "https://11.0.0.1", "proxy"],
    ["a range and a name", "10.0.0.0/8", "https://ten.example.com", "proxy"],
    ["an IPv6 address", "fd00::1", "https://[fd00::1]", "direct"],
    ["an IPv6 address with a port", "[fd00::1]:443", "https://[fd00::1]", "direct"],
    ["an IPv6 range", "fd00::/16", "https://[fd00:1::2]", "direct"],
    ["a broken range is a name", "10.0.0.0/99", "https://10.0.0.1", "proxy"],
    ["a port alone", ":443", "https://example.com", "proxy"],
  ])("NO_PROXY: %s", ([, list, url, expected]) => {
    const choose = proxyFor({ HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, NO_PROXY: list });
    expect(choose(url)).toBe(expected === "proxy" ? PROXY : undefined);
  });

  test("each scheme has its own; small letters count when capitals are not there", () => {
    const choose = proxyFor({
      https_proxy: "secure.example.com:1",
      HTTP_PROXY: "",
      http_proxy: "http://plain.example.com",
    });
    expect(choose("https://a.example.com")).toBe("http://secure.example.com:1/");
    expect(choose("http://a.example.com")).toBe("http://plain.example.com/");
    expect(proxyFor({ HTTP_PROXY: PROXY })("https://a.example.com")).toBeUndefined();
    expect(proxyFor({ HTTPS_PROXY: PROXY, no_proxy: "a.example.com" })("https://a.example.com")).toBeUndefined();
  });

  test.for([
    ["socks5://bob:s3cret@proxy.example.com:1080", /of the kind socks5/],
    ["http://[", /its value is an address without a host/],
  ] as const)("%s is refused, not left out", ([value, message]) => {
    const choose = proxyFor({ HTTPS_PROXY: value });
    expect(() => choose("https://a.example.com")).toThrow(message);
    expect(() => choose("https://a.example.com")).not.toThrow(/s3cret/);
  });
});
