import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import type { AddonsError } from "../../../src/support/addons-error.ts";
import { makeChart } from "./make-chart.ts";
import { indexOf, publish, serveCharts, type ChartServer, type Fault } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";

const DEMO = makeChart("demo", "1.0.0");
const source = (server: ChartServer, name = "demo"): ChartSource => ({ kind: "http", repo: server.url, name });
const paths = (server: ChartServer): readonly string[] =>
  server.requests.map(({ path, status }) => `${path} ${status}`);

async function served(): Promise<ChartServer> {
  const server = await serveCharts();
  publish(server, [
    { name: "demo", version: "1.0.0", bytes: DEMO },
    { name: "demo", version: "0.9.0", bytes: makeChart("demo", "0.9.0") },
    { name: "other", version: "2.0.0", bytes: makeChart("other", "2.0.0") },
  ]);
  return server;
}

async function failure(promise: Promise<unknown>): Promise<AddonsError> {
  return await promise.then(
    () => expect.fail("succeeded"),
    (error: unknown) => error as AddonsError,
  );
}

/** Only where the server falls silent is silence cut short: a busy computer is slow, too. */
const idleFor = (fault: Fault): { idleMs?: number } =>
  fault.kind === "stalled" || fault.kind === "silent" ? { idleMs: 700 } : {};

describe("index", () => {
  test("lists one chart's versions with digests, whatever stands in their annotations", async () => {
    await using server = await served();
    const { charts } = archivesFor(workFolder());
    const versions = await charts.versions(source(server));
    expect(versions.map(({ version }) => version)).toEqual(["1.0.0", "0.9.0"]);
    expect(versions[0]?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test("is asked for once per run, and the next run costs one 304", async () => {
    await using server = await served();
    const root = workFolder();
    const first = archivesFor(root);
    await Promise.all([first.charts.versions(source(server)), first.charts.versions(source(server, "other"))]);
    expect(paths(server)).toEqual(["/index.yaml 200"]);
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("gzip");
    const second = archivesFor(root);
    expect(await second.charts.versions(source(server))).toHaveLength(2);
    expect(paths(server)).toEqual(["/index.yaml 200", "/index.yaml 304"]);
    publish(server, [{ name: "demo", version: "3.0.0", bytes: makeChart("demo", "3.0.0") }]);
    const third = archivesFor(root);
    expect((await third.charts.versions(source(server))).map(({ version }) => version)).toEqual(["3.0.0"]);
    expect(readdirSync(join(first.cache, "charts/index"))).toHaveLength(2);
  });

  test("a damaged copy in the cache is noticed and fetched again", async () => {
    await using server = await served();
    const root = workFolder();
    const { charts, cache } = archivesFor(root);
    await charts.versions(source(server));
    const body = readdirSync(join(cache, "charts/index")).find((name) => name.endsWith(".body"))!;
    writeFileSync(
      join(cache, "charts/index", body),
      "apiVersion: v1\nentries:\n  demo:\n  - version: 6.6.6\n    urls: [x]\n",
    );
    const again = archivesFor(root);
    expect((await again.charts.versions(source(server))).map(({ version }) => version)).toEqual(["1.0.0", "0.9.0"]);
    expect(again.notes.join()).toMatch(/damaged/);
    expect(paths(server)).toEqual(["/index.yaml 200", "/index.yaml 304", "/index.yaml 200"]);
  });

  test("a log-in page is told as one, and not remembered", async () => {
    await using server = await served();
    const root = workFolder();
    server.faults.set("/index.yaml", { kind: "html", times: 1 });
    const error = await failure(archivesFor(root).charts.versions(source(server)));
    expect([error.code, error.message]).toEqual(["CHART-INDEX", expect.stringMatching(/HTML page \(a log-in/)]);
    expect(await archivesFor(root).charts.versions(source(server))).toHaveLength(2);
    expect(server.requests.every(({ headers }) => headers["if-none-match"] === undefined)).toBe(true);
  });

  test.for<[string, string, readonly string[]]>([
    [
      "JSON",
      JSON.stringify({ apiVersion: "v1", entries: { demo: [{ version: "1.0.0", urls: ["a.tgz"] }] } }),
      ["1.0.0"],
    ],
    ["flow style", "apiVersion: v1\nentries: {demo: [{version: 1.0.0, urls: [a.tgz]}]}\n", ["1.0.0"]],
    ["a chart in flow style", "entries:\n  demo: [{version: 1.0.0, urls: [a.tgz]}]\n", ["1.0.0"]],
    [
      "deeper lists, quoted keys, comments",
      '# c\nentries:\n    "demo": # x\n        -   version: "1.0.0"\n            # y\n            urls:\n                - a.tgz\n',
      ["1.0.0"],
    ],
    [
      "keys after the dash on its own line",
      "entries:\n  demo:\n  -\n    version: 1.0.0\n    urls:\n    - a.tgz\n",
      ["1.0.0"],
    ],
    ["everything at the margin", "entries:\n demo:\n - urls:\n   - a.tgz\n   version: 1.0.0\n", ["1.0.0"]],
    ["CRLF", "entries:\r\n  demo:\r\n  - version: 1.0.0\r\n    urls:\r\n    - a.tgz\r\n", ["1.0.0"]],
    [
      "aliases into other charts",
      "entries:\n  base:\n  - &b\n    version: 1.0.0\n    urls: &u [a.tgz]\n  demo:\n  - version: 2.0.0\n    urls: *u\n",
      ["2.0.0"],
    ],
    [
      "unusable entries between good ones",
      "entries:\n  demo:\n  - version: 1.0.0\n    urls: []\n  -\n  - urls: [a]\n  - version: 2.0.0\n    urls: [b]\n  - version: {a: 1}\n    urls: [c]\n",
      ["2.0.0"],
    ],
    ["versions that are numbers", "entries:\n  demo:\n  - version: 1.10\n    urls: [a]\n", ["1.1"]],
  ])("%s", async ([, index, expected]) => {
    await using server = await served();
    server.bodies.set("/index.yaml", Buffer.from(index));
    const versions = await archivesFor(workFolder()).charts.versions(source(server));
    expect(versions.map(({ version }) => version)).toEqual(expected);
  });

  test.for<[string, string, RegExp]>([
    ["no chart at all", "apiVersion: v1\nentries: {}\n", /lists no chart/],
    ["another kind of file", "kind: Pod\nmetadata: {}\n", /with kind, metadata, without "entries"/],
    ["JSON of another kind", '{"errors": []}', /JSON with errors, without "entries"/],
    ["a near miss", "entries:\n  demos:\n  - version: 1.0.0\n    urls: [a]\n", /no chart demo/],
  ])("%s", async ([, index, expected]) => {
    await using server = await served();
    server.bodies.set("/index.yaml", Buffer.from(index));
    const error = await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(error.message).toMatch(expected);
  });

  test("a zip bomb is cut off", async () => {
    await using server = await served();
    server.faults.set("/index.yaml", { kind: "gzip-bomb" });
    const error = await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(error.message).toMatch(/zip bomb/);
    expect(server.requests).toHaveLength(1);
  });
});

describe("archives", () => {
  test("addresses: relative, absolute on the same and on another server, with the repository's query", async () => {
    await using server = await serveCharts();
    await using elsewhere = await serveCharts();
    elsewhere.bodies.set("/files/demo-3.tgz", makeChart("demo", "3.0.0"));
    server.bodies.set("/charts/sub/demo-1.0.0.tgz?key=1", DEMO);
    server.bodies.set("/demo-2.tgz", makeChart("demo", "2.0.0"));
    const at = (
      version: string,
      url: string,
    ): { name: string; version: string; bytes: Buffer; url: string; digest: null } => ({
      name: "demo",
      version,
      bytes: DEMO,
      url,
      digest: null,
    });
    const index = indexOf([
      at("1.0.0", "sub/demo-1.0.0.tgz"),
      at("2.0.0", `${server.url}/demo-2.tgz`),
      at("3.0.0", `${elsewhere.url}/files/demo-3.tgz`),
      at("4.0.0", "file:///etc/passwd"),
    ]);
    server.bodies.set("/charts/index.yaml?key=1", index);
    const { charts } = archivesFor(workFolder());
    const from: ChartSource = { kind: "http", repo: `${server.url}/charts?key=1`, name: "demo" };
    for (const version of ["1.0.0", "2.0.0", "3.0.0"]) {
      expect((await charts.download(from, version)).metadata.version).toBe(version);
    }
    expect((await failure(charts.download(from, "4.0.0"))).code).toBe("CHART-SOURCE-ADDRESS");
  });

  test("the second address is tried when the first fails", async () => {
    await using server = await served();
    const lines = `entries:\n  demo:\n  - version: 1.0.0\n    urls:\n    - gone.tgz\n    - demo-1.0.0.tgz\n`;
    server.bodies.set("/index.yaml", Buffer.from(lines));
    expect((await archivesFor(workFolder()).charts.download(source(server), "1.0.0")).metadata.name).toBe("demo");
  });

  test.for<[string, Fault, number]>([
    ["429 with Retry-After, then well", { kind: "status", status: 429, times: 1, retryAfter: "0" }, 2],
    ["503 twice, then well", { kind: "status", status: 503, times: 2 }, 3],
    ["reset, then well", { kind: "reset", times: 1 }, 2],
    ["truncated, then well", { kind: "truncated", times: 1 }, 2],
    ["stalled, then well", { kind: "stalled", times: 1 }, 2],
    ["never answered, then well", { kind: "silent", times: 1 }, 2],
  ])("%s", async ([, fault, requests]) => {
    await using server = await served();
    server.faults.set("/demo-1.0.0.tgz", fault);
    const { charts } = archivesFor(workFolder(), idleFor(fault));
    expect((await charts.download(source(server), "1.0.0")).bytes).toEqual(DEMO);
    expect(charts.requests - 1).toBe(requests);
  });

  test.for<[string, Fault, number, readonly string[]]>([
    ["503 for ever", { kind: "status", status: 503 }, 3, ["CHART-SOURCE", "answered 503", "tried 3 times"]],
    ["429 that asks for too long", { kind: "status", status: 429, retryAfter: "3600" }, 1, ["CHART-SOURCE", "429"]],
    ["404", { kind: "status", status: 404 }, 1, ["CHART-SOURCE", "404"]],
    ["truncated for ever", { kind: "truncated" }, 3, ["CHART-SOURCE", "cut in the middle"]],
    ["wrong length", { kind: "wrong-length" }, 3, ["CHART-SOURCE", "cut in the middle"]],
    ["stalled for ever", { kind: "stalled" }, 3, ["CHART-SOURCE", "silent for 0.7 s"]],
    ["never answered", { kind: "silent" }, 3, ["CHART-SOURCE", "silent"]],
    ["HTML with 200", { kind: "html" }, 1, ["CHART-NOT-AN-ARCHIVE", "HTML page"]],
    ["nothing with 200", { kind: "empty" }, 1, ["CHART-NOT-AN-ARCHIVE", "0 bytes"]],
    ["a redirect loop", { kind: "redirect", to: "/demo-1.0.0.tgz" }, 6, ["CHART-SOURCE", "more than 5 redirects"]],
    ["a redirect to a file", { kind: "redirect", to: "file:///etc/passwd" }, 1, ["CHART-SOURCE", "no web address"]],
  ])("%s", async ([, fault, requests, expected]) => {
    await using server = await served();
    server.faults.set("/demo-1.0.0.tgz", fault);
    const { charts, cache } = archivesFor(workFolder(), idleFor(fault));
    const error = await failure(charts.download(source(server), "1.0.0"));
    const text = `${error.code} ${error.message}`;
    for (const part of [...expected, "demo 1.0.0"]) expect(text).toContain(part);
    expect(readdirSync(join(cache, "charts"))).toEqual(["index"]);
    expect(charts.requests - 1).toBe(requests);
  });

  test("bytes that the index does not promise are refused with both digests", async () => {
    await using server = await served();
    server.bodies.set("/demo-1.0.0.tgz", makeChart("demo", "1.0.0", { files: { "values.yaml": "evil: true\n" } }));
    const error = await failure(archivesFor(workFolder()).charts.download(source(server), "1.0.0"));
    expect([error.code, error.kind]).toEqual(["CHART-INDEX-DIGEST", "refused"]);
    expect(error.message.match(/sha256:[0-9a-f]{64}/g)).toHaveLength(2);
  });

  test("an archive of another chart is refused", async () => {
    await using server = await served();
    server.bodies.set(
      "/index.yaml",
      indexOf([{ name: "demo", version: "1.0.0", bytes: DEMO, url: "other-2.0.0.tgz", digest: null }]),
    );
    const error = await failure(archivesFor(workFolder()).charts.download(source(server), "1.0.0"));
    expect(error.code).toBe("CHART-OTHER-CHART");
  });

  test("no server at all: the address, the reason and what still works", async () => {
    const server = await serveCharts();
    await server[Symbol.asyncDispose]();
    const error = await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(error.message).toMatch(/127\.0\.0\.1:\d+\/index\.yaml: connection refused \(tried 3 times\)/);
    expect(error.hint).toMatch(/cached/);
  });
});
