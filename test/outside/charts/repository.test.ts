import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { makeChart } from "./make-chart.ts";
import { indexOf, publish, serveCharts, type ChartServer, type Fault } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const DEMO = makeChart("demo", "1.0.0");
const source = (server: ChartServer, name = "demo"): ChartSource => ({ kind: "http", repo: server.url, name });
async function served(): Promise<ChartServer> {
  const server = await serveCharts();
  publish(server, [
    { name: "demo", version: "1.0.0", bytes: DEMO },
    { name: "demo", version: "0.9.0", bytes: makeChart("demo", "0.9.0") },
    { name: "other", version: "2.0.0", bytes: makeChart("other", "2.0.0") },
  ]);
  return server;
}

/** Only where the server falls silent is silence cut short: a busy computer is slow, too. */
const idleFor = (fault: Fault): { idleMs?: number } =>
  fault.kind === "stalled" || fault.kind === "silent" ? { idleMs: 400 } : {};

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
    ["stalled for ever", { kind: "stalled" }, 3, ["CHART-SOURCE", "silent for 0.4 s"]],
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
