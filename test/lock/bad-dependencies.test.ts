import { mkdirSync, writeFileSync } from "node:fs";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { describeWithPrograms, helmBinaries } from "../cluster/plane.ts";
import { gzipTar, makeChart } from "../outside/charts/make-chart.ts";
import { publish, serveCharts } from "../outside/charts/serve-charts.ts";
import { failure } from "../failure.ts";
import { chartYaml, pinOf, project, subcharts } from "./subchart-project.ts";

const HEAD = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
const REDIS = { name: "redis", version: "^1", repository: "https://charts.invalid" };

const web = (text: string): Readonly<Record<string, string>> => ({ "charts/web/Chart.yaml": `${HEAD}${text}\n` });
const listed = (more: object): Readonly<Record<string, string>> =>
  web(`dependencies: [${JSON.stringify({ ...REDIS, ...more })}]`);

/** What Helm 4 and 3 do not load. */
const UNREADABLE: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["dependencies has to be a list", web("dependencies: { redis: 1 }")],
  ["dependencies has to be a list", web("dependencies: redis")],
  ["it has to be a map", web("dependencies: [redis]")],
  ["it has to be a map", web("dependencies: [null]")],
  ["tags has to be a list of texts", listed({ tags: "a" })],
  ["tags has to be a list of texts", listed({ tags: [{ a: 1 }] })],
  ["condition has to be text", listed({ condition: ["a.b"] })],
  ["alias has to be text", listed({ alias: ["a"] })],
  ["version has to be text", listed({ version: ["1"] })],
  ["repository has to be text", listed({ repository: { url: "x" } })],
  ["import-values has to be a list", listed({ "import-values": "data" })],
  ["enabled has to be true or false", listed({ enabled: "yes" })],
  ['its alias "a/b" is none', listed({ alias: "a/b" })],
  ["no YAML that Helm can read", { ...web(""), "charts/web/requirements.yaml": "dependencies: [" }],
];

test.for([
  ...UNREADABLE,
  ['"a/redis" is no name of a chart', listed({ name: "a/redis" })],
  ['"../redis" is no name of a chart', listed({ name: "../redis" })],
  ["it has no name", listed({ name: undefined })],
  ["redis is listed twice", web(`dependencies: [${JSON.stringify(REDIS)}, ${JSON.stringify(REDIS)}]`)],
  [
    "redis is listed twice",
    web(`dependencies: [${JSON.stringify(REDIS)}, ${JSON.stringify({ ...REDIS, name: "store", alias: "redis" })}]`),
  ],
  // Helm reads these, others that read the chart do not.
  ["Dependencies is written dependencies", web(`Dependencies: [${JSON.stringify(REDIS)}]`)],
  ["Version is written version", listed({ Version: "^2" })],
] as const)("%s", async ([message, files]) => {
  const { lock } = project(files);
  const error = await failure(lock());
  expect([error.code, error.kind]).toEqual(["LOCK-SUBCHART-LISTED", "usage"]);
  expect(error.message).toContain(message);
  expect(error.message).toMatch(/charts\/web\/(Chart|requirements)\.yaml:\d+:\d+: /);
});

describeWithPrograms("what is refused as unreadable", ["helm4", "helm3"], () => {
  test.each(["helm4", "helm3"] as const)("is what %s does not load", { timeout: 60_000 }, async (name) => {
    for (const [, files] of UNREADABLE) {
      const { root } = project(files);
      mkdirSync(join(root, "home"));
      const env = { PATH: "", HOME: join(root, "home") };
      const run = promisify(execFile)(helmBinaries()[name], ["dependency", "list", join(root, "charts/web")], { env });
      await expect(run).rejects.toThrow(/cannot load|validation/);
    }
  });
});

describe("two charts of one name in charts/", () => {
  const folder = {
    "charts/web/charts/redis/Chart.yaml": chartYaml("redis", [], "1.5.0"),
    "charts/web/charts/redis/templates/a.yaml": "# a\n",
  };
  const packed = (version: string) => ({
    [`charts/web/charts/redis-${version}.tgz`]: makeChart("redis", version, { files: { "templates/b.yaml": "# b\n" } }),
  });

  test.for(["1.5.0", "1.0.0"])(
    "a folder and an archive of version %s, which both fit, are refused",
    async (version) => {
      const { lock, check, write } = project({ ...listed({}), ...folder });
      expect(pinOf(await lock()).subcharts).toBeUndefined();
      write(packed(version));
      expect((await check()).map(({ message }) => message)).toEqual([
        expect.stringContaining("was changed"),
        expect.stringContaining("which of them Helm renders is chance"),
      ]);
      const error = await failure(lock());
      expect([error.code, error.kind]).toEqual(["LOCK-SUBCHART-TWICE", "usage"]);
      expect(error.message).toContain(`charts/redis-${version}.tgz`);
      expect(error.hint).toContain("remove all but one of");
    },
  );

  test("of which one fits, or with equal files, are as good as one", async () => {
    const { lock } = project({ ...listed({}), ...folder, ...packed("0.9.0") });
    expect(pinOf(await lock()).subcharts).toBeUndefined();
    const chart = { "Chart.yaml": chartYaml("redis", [], "1.5.0"), "templates/a.yaml": "# a\n" };
    const equal = project({
      ...listed({}),
      ...folder,
      "charts/web/charts/redis-1.5.0.tgz": archiveOf(chart),
    });
    expect(pinOf(await equal.lock()).subcharts).toBeUndefined();
  });

  test("a file that is called like the pinned chart and holds another is not written over", async () => {
    await using server = await serveCharts();
    publish(server, [{ name: "redis", version: "1.0.0", bytes: makeChart("redis", "1.0.0") }]);
    const files = listed({ repository: server.url });
    const { lock, root } = project(files);
    expect(subcharts(await lock())).toEqual(["redis@1.0.0 ^1"]);
    mkdirSync(join(root, "charts/web/charts"));
    writeFileSync(join(root, "charts/web/charts/redis-1.0.0.tgz"), makeChart("other", "3.0.0"));
    const error = await failure(lock());
    expect([error.code, error.hint]).toEqual(["LOCK-SUBCHART-CARRIED", "rename charts/redis-1.0.0.tgz"]);
    expect(error.message).toContain("holds other 3.0.0");
  });
});

test(
  "a thousand dependencies on a hundred charts are a hundred pins, each downloaded once",
  { timeout: 60_000 },
  async () => {
    await using server = await serveCharts();
    const names = Array.from({ length: 100 }, (_, index) => `redis-${index}`);
    publish(
      server,
      names.map((name) => ({ name, version: "1.0.0", bytes: makeChart(name, "1.0.0") })),
    );
    const aliases = Array.from({ length: 900 }, (_, index) => ({ ...REDIS, name: "redis-0", alias: `a${index}` }));
    const all = [...names.map((name) => ({ ...REDIS, name })), ...aliases];
    const list = all.map((one) => JSON.stringify({ ...one, repository: server.url }));
    const { lock, check, charts } = project(web(`dependencies:\n  - ${list.join("\n  - ")}`));
    const report = await lock();
    expect(pinOf(report).subcharts).toHaveLength(names.length);
    // The index, and each chart once.
    expect(report.requests).toBe(names.length + 1);
    expect(await check()).toEqual([]);
    expect((await charts().pinned(pinOf(report))).files.size).toBe(names.length + 1);
  },
);

function archiveOf(files: Readonly<Record<string, string>>): Buffer {
  return gzipTar(Object.entries(files).map(([path, body]) => ({ name: `redis/${path}`, body })));
}
