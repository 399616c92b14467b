import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import type { CacheDocument } from "../../src/report/cache.ts";
import { sha256 } from "../../src/support/sha256.ts";
import { serveCharts, type ChartServer } from "../outside/charts/serve-charts.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { fakeSurroundings } from "./fake-surroundings.ts";
import { addons, environmentFile, fromServer, lockedProject, offer } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

const NOW = Date.now();

/** `addons cache` in a project with its own cache, at a time of today. */
async function cache(root: string, ...args: readonly string[]) {
  const env = { ADDONS_CACHE: join(root, ".cache"), HOME: join(root, ".home") };
  const surroundings = fakeSurroundings(["cache", ...args], { cwd: root, env, now: NOW });
  const code = await runCommandLine(surroundings);
  return { code, ...surroundings.said };
}

async function cacheJson(root: string, ...args: readonly string[]) {
  const { code, stdout } = await cache(root, ...args, "-o", "json");
  const document = JSON.parse(stdout) as CacheDocument;
  expect(schemaProblems("cache", document)).toEqual([]);
  return { code, document };
}

const entryOf = (root: string, bytes: Buffer): string =>
  join(root, ".cache/charts/sha256", sha256(bytes).slice(0, 2), `${sha256(bytes)}.tgz`);
const bodyOf = (server: ChartServer, version: string): Buffer =>
  server.bodies.get(`/demo-${version}.tgz`) ?? Buffer.alloc(0);

describe("addons cache", () => {
  test("shows charts with their pins, indexes and sizes; none outside of a project, too", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    expect(await cache(root)).toMatchObject({ code: 0, stdout: expect.stringMatching(/\.cache: 0 B\n$/) as string });
    await addons(root, ["lock"]);
    const { stdout } = await cache(root);
    expect(stdout).toMatch(
      /^charts\n {2}demo@1\.0\.0 +\d+ B +just now +demo dev, prod\nindexes\n {2}http:\/\/127\.0\.0\.1:\d+\/index\.yaml/,
    );
    const { document } = await cacheJson(root);
    const files = readdirSync(join(root, ".cache"), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    expect(document.bytes).toBe(files.reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0));
    expect(document.entries.find(({ kind }) => kind === "chart")).toMatchObject({
      chart: "demo@1.0.0",
      pins: [
        { addon: "demo", key: "dev" },
        { addon: "demo", key: "prod" },
      ],
    });
  });

  test("verify: sound is 0; damage is 2, moved aside, and fetched again when it is needed", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    expect(await cache(root, "verify")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/2 entries hashed: all sound/) as string,
    });
    writeFileSync(entryOf(root, bodyOf(server, "1.0.0")), "damage");
    const { code, document } = await cacheJson(root, "verify");
    expect([code, document.verified]).toEqual([
      2,
      {
        checked: 2,
        damaged: [expect.objectContaining({ kind: "chart", damage: expect.stringMatching(/sha256:/) as string })],
      },
    ]);
    expect(document.entries.map(({ kind }) => kind).sort()).toEqual(["damaged", "index"]);
    expect((await cache(root, "fill")).stdout).toMatch(/^1 chart of the lock at hand, [1-9]\d* requests?\n/);
    expect((await cache(root, "verify")).code).toBe(0);
  });

  test("prune: what the lock names stays however old it is; the rest goes by its age", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    await addons(root, ["lock", "--update"]);
    const [old, named] = ["1.0.0", "1.1.0"].map((version) => entryOf(root, bodyOf(server, version)));
    const day = (days: number): number => NOW / 1000 - days * 86_400;
    for (const path of [old ?? "", named ?? ""]) utimesSync(path, day(40), day(40));
    expect((await cacheJson(root, "prune", "--older-than", "60d")).document.removed).toEqual([]);
    const { code, document } = await cacheJson(root, "prune");
    expect([code, document.removed.map(({ chart }) => chart), document.left]).toEqual([0, ["demo@1.0.0"], []]);
    expect(document.entries.filter(({ kind }) => kind === "chart").map(({ chart }) => chart)).toEqual(["demo@1.1.0"]);
    expect((await cache(root, "prune")).stdout).toMatch(/^nothing to remove\n/);
  });

  test("prune needs to know what the lock names; show does not", async () => {
    const root = projectFolder({ "addons.lock.yaml": "<<<<<<< HEAD\na: 1\n=======\n>>>>>>> main\n" });
    expect((await cache(root, "prune")).code).toBe(64);
    expect((await cache(root)).code).toBe(0);
  });

  test("fill: every locked chart is there afterwards; again costs no request; what cannot be had is told by add-on", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const root = projectFolder({
      "environments/dev.yaml": environmentFile({
        new: fromServer(server, "demo", "1.1.0"),
        old: fromServer(server, "demo", "1.0.0"),
      }),
    });
    await addons(root, ["lock"]);
    rmSync(join(root, ".cache"), { recursive: true });
    expect((await cacheJson(root, "fill")).document.filled).toEqual({ charts: 2, requests: 3 });
    expect((await cacheJson(root, "fill", "--offline")).document.filled).toEqual({ charts: 2, requests: 0 });
    rmSync(join(root, ".cache"), { recursive: true });
    const offline = await cache(root, "fill", "--offline");
    expect([offline.code, offline.stderr]).toEqual([
      1,
      expect.stringMatching(/CHART-OFFLINE: new \(dev\): demo@1\.1\.0 is neither/),
    ]);
    expect(offline.stderr).toMatch(/CHART-OFFLINE: old \(dev\): demo@1\.0\.0/);
    writeFileSync(join(root, ".cache"), "in the way");
    const full = await cache(root, "fill");
    expect([full.code, full.stderr]).toEqual([
      1,
      expect.stringMatching(/CACHE-FILL: .*could be had, but not kept there/),
    ]);
  });

  test.for<readonly string[]>([
    ["purge"],
    ["--older-than", "3d"],
    ["verify", "--older-than", "3d"],
    ["prune", "--older-than", "soon"],
  ])("addons cache %j is wrong use", async (args) => expect((await cache("/nowhere", ...args)).code).toBe(64));
});
