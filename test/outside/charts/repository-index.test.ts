import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

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

  test.for(["damaged", "removed"] as const)("a copy that is %s while it is used is fetched again", async (what) => {
    await using server = await served();
    const { charts, cache, notes } = archivesFor(workFolder());
    await charts.versions(source(server));
    const folder = join(cache, "charts/index");
    const body = join(folder, readdirSync(folder).find((name) => name.endsWith(".body")) ?? "");
    if (what === "removed") rmSync(body);
    else writeFileSync(body, readFileSync(body, "utf8").replace("version: 2.0.0", "version: 6.6.6"));
    const [other] = await charts.versions(source(server, "other"));
    expect(other?.version).toBe("2.0.0");
    expect(await charts.versions(source(server))).toHaveLength(2);
    expect(paths(server)).toEqual(["/index.yaml 200", "/index.yaml 200"]);
    expect(notes.filter((note) => /damaged/.test(note))).toHaveLength(1);
  });

  test("each chart's part of it is read from the file once, whatever asks for it", async () => {
    await using server = await served();
    const { charts, cache } = archivesFor(workFolder());
    await charts.versions(source(server));
    rmSync(join(cache, "charts/index"), { recursive: true });
    expect(await charts.versions(source(server))).toHaveLength(2);
    expect((await charts.download(source(server), "1.0.0")).metadata.version).toBe("1.0.0");
    expect(paths(server)).toEqual(["/index.yaml 200", "/demo-1.0.0.tgz 200"]);
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

  test("a server that is down for a while, and a run without network, cost no copy in the cache", async () => {
    await using server = await served();
    const root = workFolder();
    await archivesFor(root).charts.versions(source(server));
    server.faults.set("/index.yaml", { kind: "status", status: 503 });
    expect((await failure(archivesFor(root).charts.versions(source(server)))).code).toBe("CHART-SOURCE");
    const offline = archivesFor(root, { network: "refused" });
    expect((await failure(offline.charts.versions(source(server)))).code).toBe("CHART-OFFLINE");
    server.faults.clear();
    await archivesFor(root).charts.versions(source(server));
    expect(paths(server).at(-1)).toBe("/index.yaml 304");
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
      "versions in flow style in a list in block style",
      "entries:\n  demo:\n  - {version: 1.0.0, urls: [a.tgz]}\n  - {version: 0.9.0,\n     urls: [b.tgz]}\n",
      ["1.0.0", "0.9.0"],
    ],
    [
      "merged and anchored versions",
      "entries:\n  base:\n  - &b\n    version: 1.0.0\n    urls: [a]\n  demo:\n  - &d\n    version: 3.0.0\n    urls: [c]\n  - <<: *b\n    version: 2.0.0\n",
      ["3.0.0", "2.0.0"],
    ],
    ["a byte order mark", "\ufeffentries:\n  demo:\n  - version: 1.0.0\n    urls: [a]\n", ["1.0.0"]],
    [
      "JSON of several lines with odd names",
      JSON.stringify(
        {
          entries: { 'a"}{': [{ entries: { demo: 1 } }], "de\u006do": [{ version: "1.0.0", urls: ["a"] }] },
          generated: "x",
        },
        null,
        2,
      ),
      ["1.0.0"],
    ],
    [
      "removed versions",
      "entries:\n  demo:\n  - {version: 2.0.0, urls: [a], removed: true}\n  - {version: 1.0.0, urls: [a]}\n",
      ["1.0.0"],
    ],
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
    [
      "words behind the dash, tabs, and texts over several lines",
      "entries:\n  none: []\n  demo:\n  - # first\n      urls:\n      -\ta.tgz\n      version: 2.0.0\n  - &b\n   version: >-\n    1.0.0\n   urls: [b]\n",
      ["2.0.0", "1.0.0"],
    ],
    [
      "an item with a key twice",
      "entries:\n  demo:\n  - version: 1.0.0\n    urls: [a]\n    version: 2.0.0\n  - version: 3.0.0\n    urls: [a]\n",
      ["3.0.0"],
    ],
    ["versions that are numbers", "entries:\n  demo:\n  - version: 1.10\n    urls: [a]\n", ["1.1"]],
  ])("%s", async ([, index, expected]) => {
    await using server = await served();
    server.bodies.set("/index.yaml", Buffer.from(index));
    const versions = await archivesFor(workFolder()).charts.versions(source(server));
    expect(versions.map(({ version }) => version)).toEqual(expected);
  });

  test("a zip bomb is cut off", async () => {
    await using server = await served();
    server.faults.set("/index.yaml", { kind: "gzip-bomb" });
    const error = await failure(archivesFor(workFolder()).charts.versions(source(server)));
    expect(error.message).toMatch(/zip bomb/);
    expect(server.requests).toHaveLength(1);
  });
});

describe("oddities of an index are told, once", () => {
  test("unusable, removed and repeated versions", async () => {
    await using server = await served();
    const item = (version: string, digest: string, rest = ""): string =>
      `  - {version: ${version}, urls: [demo-1.0.0.tgz], digest: ${digest.repeat(64)}${rest}}`;
    const index = [
      "entries:",
      "  demo:",
      "  - {version: 9.0.0}",
      item("1.0.0", "a"),
      item("1.0.0", "b"),
      item("0.9.0", "c"),
      item("0.9.0", "c"),
      item("0.8.0", "d", ", removed: true"),
      "",
    ].join("\n");
    server.bodies.set("/index.yaml", Buffer.from(index));
    const { charts, notes } = archivesFor(workFolder());
    const offers = await charts.versions(source(server));
    expect(offers.map(({ version }) => version)).toEqual(["1.0.0", "1.0.0", "0.9.0", "0.9.0"]);
    expect(notes).toEqual([
      `${server.url}/: 1 unusable entry of demo skipped`,
      `${server.url}/: 1 version of demo marked as removed`,
      `${server.url}/: lists demo 1.0.0 more than once, with different archives; the first one counts`,
    ]);
  });
});
