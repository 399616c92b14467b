import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, onTestFinished, vi } from "vitest";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import { createChartCache } from "../../../src/outside/charts/cache/chart-cache.ts";
import { packFolder } from "../../../src/outside/charts/folder/pack-folder.ts";
import { createVendorFolder } from "../../../src/outside/charts/vendor/create-vendor-folder.ts";
import type { Pin } from "../../../src/lock/lockfile.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder, writeFiles } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const FILES = { "values.yaml": "a: 1\n" };
const BYTES = makeChart("demo", "1.0.0", { files: FILES });
const REPACKED = makeChart("demo", "1.0.0", { files: FILES, level: 1 });
const MUTATED = makeChart("demo", "1.0.0", { files: { "values.yaml": "a: 2\n", "extra.txt": "new" } });

async function pinTo(source: string, bytes: Buffer = BYTES): Promise<Pin> {
  const { archive, content } = await readChart(bytes, "demo");
  return { chart: "demo@1.0.0", wants: "1.0.0", source, archive, content };
}

async function served(bytes: Buffer): Promise<ChartServer> {
  const server = await serveCharts();
  publish(server, [{ name: "demo", version: "1.0.0", bytes }]);
  return server;
}

describe("pinned", () => {
  test("downloads once; after that no request is sent, by other runs neither", async () => {
    await using server = await served(BYTES);
    const root = workFolder();
    const pin = await pinTo(server.url);
    const first = archivesFor(root);
    expect((await first.charts.pinned(pin)).bytes).toEqual(BYTES);
    await first.charts.pinned(pin);
    expect(first.charts.requests).toBe(2);
    const second = archivesFor(root);
    expect((await second.charts.pinned(pin)).content).toBe(pin.content);
    expect(second.charts.requests).toBe(0);
    expect(server.requests).toHaveLength(2);
  });

  test("a damaged cache entry is moved aside and fetched again", async () => {
    await using server = await served(BYTES);
    const root = workFolder();
    const pin = await pinTo(server.url);
    const first = archivesFor(root);
    await first.charts.pinned(pin);
    const hex = pin.archive!.slice(7);
    const entry = join(first.cache, "charts/sha256", hex.slice(0, 2), `${hex}.tgz`);
    for (const damage of [BYTES.subarray(0, 20), Buffer.alloc(0), MUTATED]) {
      writeFileSync(entry, damage);
      const again = archivesFor(root);
      expect((await again.charts.pinned(pin)).bytes).toEqual(BYTES);
      expect(again.notes.join()).toMatch(/damaged cache entry/);
      expect(readFileSync(`${entry}.corrupt`)).toEqual(damage);
      expect(readFileSync(entry)).toEqual(BYTES);
    }
  });

  test("a chart of 68 MB, packed from a commit, is taken from the cache and from copies", async () => {
    const root = workFolder({ "big/Chart.yaml": "apiVersion: v2\nname: big\nversion: 1.0.0\n" });
    writeFileSync(join(root, "big/big.bin"), Buffer.alloc(68 * 1024 * 1024, "0123456789"));
    const { bytes, archive, content } = await packFolder(root, "big");
    const pin: Pin = { chart: "big@1.0.0", source: "git+https://git.invalid/r//big", commit: "a".repeat(40), content };
    const { charts, cache, notes } = archivesFor(root);
    const entries = createChartCache(join(cache, "charts"), (note) => notes.push(note));
    await entries.put(bytes);
    await entries.link(content, archive);
    expect((await charts.pinned(pin)).archive).toBe(archive);
    const vendor = createVendorFolder(root);
    await vendor.write("big-1.0.0.tgz", bytes);
    expect(await vendor.inspect("big-1.0.0.tgz", pin)).toEqual({ kind: "same" });
    expect((await archivesFor(root, { cache: join(root, "other") }).charts.pinned(pin)).archive).toBe(archive);
    expect(notes).toEqual([]);
  });

  test("repackaged (other archive, equal content) is accepted with a note, and needs no request the next time", async () => {
    await using server = await served(REPACKED);
    const root = workFolder();
    const pin = await pinTo(server.url);
    const first = archivesFor(root);
    const archive = await first.charts.pinned(pin);
    expect(archive.bytes).toEqual(REPACKED);
    expect(first.notes.join()).toMatch(/demo@1\.0\.0 .*repackaged/);
    const second = archivesFor(root);
    expect((await second.charts.pinned(pin)).content).toBe(pin.content);
    expect(second.charts.requests).toBe(0);
  });

  test("mutated under the same version: refused with both digests", async () => {
    await using server = await served(MUTATED);
    const pin = await pinTo(server.url);
    const error = await failure(archivesFor(workFolder()).charts.pinned(pin));
    expect([error.code, error.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
    expect(error.message).toContain(pin.archive);
    expect(error.message.match(/sha256:[0-9a-f]{64}/g)).toHaveLength(2);
    expect(error.message.match(/h1:[\w+/]{43}=/g)).toHaveLength(2);
  });

  test("a vendored copy comes first and needs neither cache nor network", async () => {
    const root = workFolder({ "charts/vendor/demo-1.0.0.tgz": BYTES });
    const { charts, cache } = archivesFor(root);
    expect((await charts.pinned(await pinTo("https://charts.invalid"))).bytes).toEqual(BYTES);
    expect(charts.requests).toBe(0);
    expect(() => readdirSync(cache)).toThrow(/ENOENT/);
  });

  test("a vendored copy with other content is refused, with the files that changed when the pinned bytes are known", async () => {
    await using server = await served(BYTES);
    const root = workFolder();
    const pin = await pinTo(server.url);
    await archivesFor(root).charts.pinned(pin);
    writeFiles(root, { "charts/vendor/demo-1.0.0.tgz": MUTATED });
    const error = await failure(archivesFor(root).charts.pinned(pin));
    expect([error.code, error.message]).toEqual([
      "LOCK-DIGEST-MISMATCH",
      expect.stringMatching(/charts\/vendor\/demo-1\.0\.0\.tgz.*changed files: extra\.txt, values\.yaml/),
    ]);
  });

  test("equal bytes with another pinned content (an edited lock) are refused", async () => {
    await using server = await served(BYTES);
    const pin = { ...(await pinTo(server.url)), content: (await pinTo(server.url, MUTATED)).content };
    expect((await failure(archivesFor(workFolder()).charts.pinned(pin))).code).toBe("LOCK-DIGEST-MISMATCH");
  });

  test("a local folder: its content is the pin", async () => {
    const root = workFolder({ "charts/demo/Chart.yaml": "name: demo\nversion: 1.0.0\n" });
    const { charts } = archivesFor(root);
    const { content } = await charts.download({ kind: "local", path: "charts/demo" }, "1.0.0");
    const pin: Pin = { chart: "demo@1.0.0", source: "charts/demo", content };
    expect((await charts.pinned(pin)).metadata.name).toBe("demo");
    writeFiles(root, { "charts/demo/values.yaml": "a: 1\n" });
    // A run goes on with what it has checked; the next one sees the change.
    expect((await charts.pinned(pin)).content).toBe(content);
    const error = await failure(archivesFor(root).charts.pinned(pin));
    expect([error.code, error.kind, error.hint]).toEqual([
      "LOCK-DIGEST-MISMATCH",
      "refused",
      expect.stringMatching(/addons lock/),
    ]);
  });

  test("a cache that cannot be written costs a note, not the run", async () => {
    await using server = await served(BYTES);
    const root = workFolder({ blocked: "a file where a folder should be" });
    vi.stubEnv("TMPDIR", root);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { charts, notes } = archivesFor(root, { cache: join(root, "blocked") });
    expect((await charts.pinned(await pinTo(server.url))).bytes).toEqual(BYTES);
    expect(notes.join("\n")).toMatch(/cache cannot be written/);
    // The index is read again for each chart, and is in nobody's way: it has no name.
    expect((await charts.download({ kind: "http", repo: server.url, name: "demo" }, "1.0.0")).bytes).toEqual(BYTES);
    expect(readdirSync(root)).toEqual(["blocked"]);
    expect(server.requests.filter(({ path }) => path === "/index.yaml")).toHaveLength(1);
  });
});

describe("cache", () => {
  const WRITER = join(import.meta.dirname, "scripts/write-cache.ts");
  const writer = (
    folder: string,
    file: string,
  ): { exited: Promise<number | null>; kill: () => void; started: Promise<void> } => {
    const child = spawn(process.execPath, [WRITER, folder, file], { stdio: ["ignore", "pipe", "inherit"] });
    return {
      exited: new Promise((resolve) => child.once("exit", (code) => resolve(code))),
      started: new Promise((resolve) => child.stdout.once("data", () => resolve())),
      kill: () => child.kill("SIGKILL"),
    };
  };
  const entries = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tgz"));

  test("two processes that write the same entry at once", async () => {
    const root = workFolder({ "a.tgz": BYTES });
    const writers = [1, 2].map(() => writer(join(root, "cache"), join(root, "a.tgz")));
    await Promise.all(writers.map(({ started }) => started));
    const cache = createChartCache(join(root, "cache"), () => expect.fail("an entry was damaged"));
    const { archive } = await readChart(BYTES, "a");
    for (let reads = 0; reads < 200; reads++) {
      const bytes = (await cache.get(archive)) ?? BYTES;
      expect(Buffer.from(bytes).equals(BYTES)).toBe(true);
    }
    for (const { kill } of writers) kill();
    await Promise.all(writers.map(({ exited }) => exited));
    await cache.put(BYTES);
    expect(entries(join(root, "cache"))).toHaveLength(1);
  });

  test("a writer killed in the middle leaves no partial entry", async () => {
    const root = workFolder({ "a.tgz": BYTES });
    const { archive } = await readChart(BYTES, "a");
    const cache = createChartCache(join(root, "cache"), () => expect.fail("an entry was damaged"));
    for (let round = 0; round < 5; round++) {
      const { kill, started, exited } = writer(join(root, "cache"), join(root, "a.tgz"));
      await started;
      kill();
      await exited;
      const bytes = await cache.get(archive);
      expect(bytes === undefined || Buffer.from(bytes).equals(BYTES)).toBe(true);
    }
    await cache.put(BYTES);
    expect(entries(join(root, "cache"))).toHaveLength(1);
  });
});
