import { describe, expect, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { gzipTar, makeChart, tar } from "./make-chart.ts";
import { publish, serveCharts, type ChartServer, type Fault } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const DEMO = makeChart("demo", "1.0.0");
const source = (server: ChartServer): ChartSource => ({ kind: "http", repo: server.url, name: "demo" });

async function served(): Promise<ChartServer> {
  const server = await serveCharts();
  publish(server, [{ name: "demo", version: "1.0.0", bytes: DEMO }]);
  return server;
}

describe("what answered instead is told", () => {
  const words = (text: string | Buffer, gzip?: "yes"): Fault => ({
    kind: "words",
    status: 403,
    words: Buffer.from(text),
    ...(gzip === undefined ? {} : { gzip }),
  });
  test.for<[string, Fault, string]>([
    ["a page", words("<!doctype html><html>Sign in</html>"), "an HTML page (a log-in or error page?)"],
    ["a packed page", words("<html>Sign in</html>", "yes"), "an HTML page (a log-in or error page?)"],
    ["JSON", words('{"message": "Forbidden"}'), "JSON"],
    ["XML", words('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), "an XML document"],
    ["a PDF", words("%PDF-1.7\n%âãÏÓ"), "a PDF document"],
    ["an archive", words(DEMO), "gzip data"],
    ["a tar", words(tar([{ name: "a", body: "b" }])), "a tar archive that is not compressed"],
    ["nothing", words(""), "answered 403 "],
  ])("%s", async ([, fault, expected]) => {
    await using server = await served();
    server.faults.set("/demo-1.0.0.tgz", fault);
    const error = await failure(archivesFor(workFolder()).charts.download(source(server), "1.0.0"));
    expect(`${error.message} `).toContain(expected);
    expect(error.message).toContain(`${server.url}/demo-1.0.0.tgz: the server answered 403`);
    expect(error.hint).toMatch(/docs\/charts\.md/);
  });

  test("a redirect to a log-in page is shown whole, without what stands in its query", async () => {
    await using server = await served();
    await using login = await serveCharts();
    login.faults.set("/sso?state=s3cret-canary", { kind: "html" });
    server.faults.set("/demo-1.0.0.tgz", { kind: "redirect", to: `${login.url}/sso?state=s3cret-canary` });
    const error = await failure(archivesFor(workFolder()).charts.download(source(server), "1.0.0"));
    expect(error.code).toBe("CHART-NOT-AN-ARCHIVE");
    expect(error.message).toContain(`${server.url}/demo-1.0.0.tgz → ${login.url}/sso:`);
    expect(error.message).toMatch(/HTML page/);
    expect(error.message).not.toContain("canary");
    const index = { kind: "redirect", to: `${login.url}/sso?state=s3cret-canary` } as const;
    server.faults.set("/index.yaml", index);
    const noIndex = await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(noIndex.code).toBe("CHART-INDEX");
    expect(noIndex.message).toContain(
      `/index.yaml → ${login.url}/sso: not the index of a chart repository: it is an HTML page`,
    );
  });

  test("a redirect whose end fails names the whole way", async () => {
    await using server = await served();
    server.faults.set("/demo-1.0.0.tgz", { kind: "redirect", to: "http://127.0.0.1:1/demo.tgz" });
    const error = await failure(archivesFor(workFolder()).charts.download(source(server), "1.0.0"));
    expect(error.message).toContain(
      "/demo-1.0.0.tgz → http://127.0.0.1:1/demo.tgz: connection refused (tried 3 times)",
    );
  });
});

describe("redirects", () => {
  test.for(["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "javascript:x", "http://", "//"])(
    "to %s are not followed",
    async (to) => {
      await using server = await served();
      server.faults.set("/index.yaml", { kind: "redirect", to });
      const error = await failure(archivesFor(workFolder()).charts.versions(source(server)));
      expect(error).toMatchObject({ code: "CHART-SOURCE", kind: "failed" });
      expect(error.message).toMatch(/redirect to something that is no web address$/);
      expect(server.requests).toHaveLength(1);
    },
  );
});

describe("too slow, too long, too much", () => {
  test("50 bytes a second are given up, and told with what came", async () => {
    await using server = await served();
    server.faults.set("/demo-1.0.0.tgz", { kind: "drip" });
    const timeouts = { totalMs: 400, bytesPerSecond: 1024 };
    const error = await failure(archivesFor(workFolder(), { timeouts }).charts.download(source(server), "1.0.0"));
    expect(error.message).toMatch(/too slow: \d+ bytes in [\d.]+ s \(tried 3 times\)/);
  });

  test("what comes at a fair pace may take longer than the limit of one attempt", async () => {
    await using server = await served();
    server.bodies.set("/demo-1.0.0.tgz", DEMO);
    server.faults.set("/index.yaml", { kind: "drip", times: 1 });
    server.bodies.set("/index.yaml", Buffer.from("entries:\n demo:\n - {version: 1.0.0, urls: [a]}\n"));
    const { charts } = archivesFor(workFolder(), { timeouts: { totalMs: 200, bytesPerSecond: 8 } });
    expect(await charts.versions(source(server))).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test("a chunked body without its last chunk is no body", async () => {
    await using server = await served();
    server.faults.set("/demo-1.0.0.tgz", { kind: "cut-chunks", times: 1 });
    const { charts } = archivesFor(workFolder());
    expect((await charts.download(source(server), "1.0.0")).bytes).toEqual(DEMO);
    server.faults.set("/index.yaml", { kind: "cut-chunks" });
    const error = await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(error.message).toMatch(/cut in the middle \(tried 3 times\)/);
  });

  test("Retry-After as a date: waited for when it is soon, told when it is not", async () => {
    await using server = await served();
    const past = new Date(Date.now() - 60_000).toUTCString();
    server.faults.set("/index.yaml", { kind: "status", status: 429, times: 1, retryAfter: past });
    expect(await archivesFor(workFolder()).charts.versions(source(server))).toHaveLength(1);
    const later = new Date(Date.now() + 3_600_000).toUTCString();
    server.faults.set("/index.yaml", { kind: "status", status: 503, retryAfter: later });
    const before = server.requests.length;
    const error = await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(error.message).toMatch(/answered 503, and asks to wait (3600|3599) s$/);
    expect(server.requests.length - before).toBe(1);
  });

  test.for([400, 401, 403, 404, 410, 501])("%i is not asked again", async (status) => {
    await using server = await served();
    server.faults.set("/index.yaml", { kind: "status", status });
    await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(server.requests).toHaveLength(1);
  });

  test("no more than eight requests reach one host at the same time", async () => {
    await using server = await serveCharts();
    const names = Array.from({ length: 20 }, (_, index) => `demo${index}`);
    publish(
      server,
      names.map((name) => ({ name, version: "1.0.0", bytes: makeChart(name, "1.0.0") })),
    );
    const { charts } = archivesFor(workFolder());
    await Promise.all(names.map((name) => charts.download({ kind: "http", repo: server.url, name }, "1.0.0")));
    expect(server.requests).toHaveLength(21);
    expect(server.most()).toBeLessThanOrEqual(8);
  });
});

describe("charts that are no charts", () => {
  test.for<[string, string, string]>([
    ["a Chart.yaml that is no YAML", "name: [demo\n", "CHART-METADATA"],
    ["a Chart.yaml that is a list", "- demo\n", "CHART-METADATA"],
    ["a Chart.yaml without version", "apiVersion: v2\nname: demo\n", "CHART-METADATA"],
  ])("%s", async ([, text, code]) => {
    await using server = await serveCharts();
    publish(server, [{ name: "demo", version: "1.0.0", bytes: gzipTar([{ name: "demo/Chart.yaml", body: text }]) }]);
    const error = await failure(archivesFor(workFolder()).charts.download(source(server), "1.0.0"));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/demo 1\.0\.0/);
  });
});

describe("downloads are told as data", () => {
  test("start, pieces, end with size, and an unchanged index", async () => {
    await using server = await served();
    const root = workFolder();
    await archivesFor(root).charts.versions(source(server));
    const { charts, events, notes } = archivesFor(root);
    await charts.download(source(server), "1.0.0");
    const index = { what: "chart index", from: `${server.url}/index.yaml`, attempt: 1 };
    const archive = { what: "demo 1.0.0", from: `${server.url}/demo-1.0.0.tgz`, attempt: 1 };
    const { length } = DEMO;
    expect(events).toEqual([
      { type: "transfer-started", ...index },
      { type: "transfer-finished", bytes: 0, result: "unchanged", ...index },
      { type: "transfer-started", ...archive },
      { type: "transfer-receiving", bytes: length, total: length, ...archive },
      { type: "transfer-finished", bytes: length, result: "received", ...archive },
    ]);
    expect(notes).toEqual([]);
  });

  test("another attempt, and the end of all of them", async () => {
    await using server = await served();
    server.faults.set("/index.yaml", { kind: "status", status: 500 });
    const { charts, events } = archivesFor(workFolder());
    await failure(charts.versions(source(server)));
    expect(events.map(({ type, attempt }) => `${type} ${attempt}`)).toEqual([
      "transfer-started 1",
      "transfer-retrying 1",
      "transfer-retrying 2",
      "transfer-failed 3",
    ]);
    expect(events[1]).toMatchObject({ reason: `${server.url}/index.yaml: the server answered 500` });
  });
});
