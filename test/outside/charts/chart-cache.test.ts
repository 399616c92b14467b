import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readChart } from "../../../src/outside/charts/archive/read-chart.ts";
import { createChartCache } from "../../../src/outside/charts/cache/chart-cache.ts";
import type { Pin } from "../../../src/lock/lockfile.ts";
import { sha256 } from "../../../src/support/sha256.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";

const BYTES = makeChart("demo", "1.0.0");
const HEX = sha256(BYTES);
const ENTRY = `sha256/${HEX.slice(0, 2)}/${HEX}.tgz`;
const SCRIPT = join(import.meta.dirname, "scripts/write-cache.ts");

function cacheIn(folder: string) {
  const notes: string[] = [];
  return { notes, entry: join(folder, ENTRY), cache: createChartCache(folder, (note) => notes.push(note)) };
}

function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, bytes);
}

describe("what stands in the place of an entry", () => {
  test.for<[string, (path: string, folder: string) => void]>([
    ["a folder", (path) => mkdirSync(join(path, "inside"), { recursive: true })],
    ["nothing at all in a file", (path) => put(path, "")],
    ["other bytes", (path) => put(path, makeChart("demo", "2.0.0"))],
    [
      "a link to the right bytes elsewhere",
      (path, folder) => {
        mkdirSync(join(path, ".."), { recursive: true });
        symlinkSync(join(folder, "elsewhere.tgz"), path);
      },
    ],
    [
      "a named pipe that nobody writes into",
      (path) => {
        mkdirSync(join(path, ".."), { recursive: true });
        expect(spawnSync("mkfifo", [path]).status).toBe(0);
      },
    ],
  ])("%s is moved aside, and the entry is written again", async ([, place]) => {
    const folder = workFolder({ "elsewhere.tgz": BYTES });
    const { cache, entry, notes } = cacheIn(folder);
    place(entry, folder);
    expect(await cache.get(`sha256:${HEX}`)).toBeUndefined();
    expect(notes).toEqual([`A damaged cache entry was moved aside: ${entry}.corrupt`]);
    await cache.put(BYTES);
    expect(statSync(entry).isFile() && readFileSync(entry).equals(BYTES)).toBe(true);
    expect(readFileSync(join(folder, "elsewhere.tgz"))).toEqual(BYTES);
  });

  test("a file where a folder should be costs the cache, not the run, and is told once", async () => {
    const folder = workFolder({ "cache/sha256": "a file" });
    const { cache, notes } = cacheIn(join(folder, "cache"));
    await cache.put(BYTES);
    await cache.link("h1:x", `sha256:${HEX}`);
    await cache.put(makeChart("demo", "2.0.0"));
    expect(await cache.get(`sha256:${HEX}`)).toBeUndefined();
    expect(notes).toEqual([
      expect.stringMatching(/cannot be written: a file stands where a folder should be; the run goes on without it/),
    ]);
    expect(readFileSync(join(folder, "cache/sha256"), "utf8")).toBe("a file");
  });
});

describe("use", () => {
  test("what is there is not written again; the time of the last change is that of the last use", async () => {
    const { cache, entry } = cacheIn(workFolder());
    await cache.put(BYTES);
    utimesSync(entry, 1000, 1000);
    const { ino } = statSync(entry);
    await cache.put(BYTES);
    expect(statSync(entry).ino).toBe(ino);
    expect(Date.now() - statSync(entry).mtimeMs).toBeLessThan(3600_000);
  });

  test("temporary files go when their writer is gone and they are old, and only then", async () => {
    const { cache, entry } = cacheIn(workFolder());
    const gone = spawnSync("true").pid;
    const left = (pid: number, ageS: number): string => {
      const path = join(entry, "..", `.${HEX}.tgz.${pid}-${sha256(`${pid} ${ageS}`).slice(0, 12)}.tmp`);
      put(path, "part");
      utimesSync(path, Date.now() / 1000 - ageS, Date.now() / 1000 - ageS);
      return path;
    };
    const [old, oldButOwned, young] = [left(gone, 3600), left(process.pid, 3600), left(gone, 1)];
    await cache.put(BYTES);
    expect([old, oldButOwned, young].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});

describe("processes", () => {
  const writer = (folder: string, file: string) => {
    const child = spawn(process.execPath, [SCRIPT, folder, file], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    return {
      pid: child.pid ?? 0,
      started: new Promise<void>((resolve) => child.stdout.once("data", () => resolve())),
      kill: async () => {
        const exited = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGKILL");
        await exited;
      },
    };
  };

  test("four write one entry and are killed one after the other; every read has all bytes or none", async () => {
    const root = workFolder({ "a.tgz": BYTES });
    const folder = join(root, "cache");
    const writers = [1, 2, 3, 4].map(() => writer(folder, join(root, "a.tgz")));
    await Promise.all(writers.map(({ started }) => started));
    const { cache, notes, entry } = cacheIn(folder);
    for (const { kill } of writers) {
      for (let reads = 0; reads < 40; reads++) {
        const bytes = await cache.get(`sha256:${HEX}`);
        expect(bytes === undefined || Buffer.from(bytes).equals(BYTES)).toBe(true);
      }
      await kill();
    }
    expect(notes).toEqual([]);
    await cache.put(BYTES);
    // What killed writers left is removed once it is old.
    const left = readdirSync(join(entry, "..")).filter((name) => name.endsWith(".tmp"));
    for (const name of left) utimesSync(join(entry, "..", name), 1000, 1000);
    utimesSync(entry, 1000, 1000);
    writeFileSync(entry, "damage");
    await cache.get(`sha256:${HEX}`);
    await cache.put(BYTES);
    expect(readdirSync(join(entry, "..")).sort()).toEqual([`${HEX}.tgz`, `${HEX}.tgz.corrupt`]);
  });
});

const CAN_MOUNT = process.platform === "linux" && process.getuid?.() === 0 && canMount();

function canMount(): boolean {
  const result = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]);
  if (result.status !== 0) process.stderr.write("SKIPPED full and read-only disks: this user cannot mount any\n");
  return result.status === 0;
}

/** A disk of this size at `path` that goes with the test. */
function mountDisk(path: string, options: string): void {
  mkdirSync(path, { recursive: true });
  expect(spawnSync("mount", ["-t", "tmpfs", "-o", options, "none", path]).status).toBe(0);
  onTestFinished(() => void spawnSync("umount", [path]));
}

describe.runIf(CAN_MOUNT)("disks", () => {
  async function demo() {
    const noise = Array.from({ length: 3000 }, (_, index) => sha256(String(index))).join("\n");
    const bytes = makeChart("demo", "1.0.0", { files: { "noise.txt": noise } });
    const server = await serveCharts();
    publish(server, [{ name: "demo", version: "1.0.0", bytes }]);
    const { archive, content } = await readChart(bytes, "demo");
    const pin: Pin = { chart: "demo@1.0.0", wants: "1.0.0", source: server.url, archive, content };
    return { server, bytes, pin };
  }

  test("a full one: the run goes on, says so once with what is free, and leaves no part of a file", async () => {
    const { server, bytes, pin } = await demo();
    await using _server = server;
    const root = workFolder();
    const cache = join(root, "disk");
    mountDisk(cache, "size=64k");
    const { charts, notes } = archivesFor(root, { cache });
    expect((await charts.pinned(pin)).bytes).toEqual(bytes);
    await charts.download({ kind: "http", repo: server.url, name: "demo" }, "1.0.0");
    const told = notes.filter((note) => note.includes("cache"));
    expect(told).toEqual([
      expect.stringMatching(/cannot be written: no space is left \(\d+ bytes are free\); the run goes on/),
    ]);
    const names = readdirSync(cache, { recursive: true, encoding: "utf8" });
    expect(names.filter((name) => name.endsWith(".tmp") || name.endsWith(".tgz"))).toEqual([]);
  });

  test("one that an index fills in the middle: the rest goes to the temporary folder", async () => {
    const { server, bytes, pin } = await demo();
    await using _server = server;
    const index = server.bodies.get("/index.yaml") ?? Buffer.alloc(0);
    server.bodies.set("/index.yaml", Buffer.concat([index, Buffer.from(`# ${"x".repeat(70)}\n`.repeat(3000))]));
    const root = workFolder({ "tmp/.keep": "" });
    vi.stubEnv("TMPDIR", join(root, "tmp"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const cache = join(root, "disk");
    mountDisk(cache, "size=64k");
    const { charts, notes } = archivesFor(root, { cache });
    expect((await charts.pinned(pin)).bytes).toEqual(bytes);
    expect(notes.filter((note) => note.includes("no space is left"))).toHaveLength(1);
    expect(readdirSync(join(cache, "charts/index"))).toEqual([]);
  });

  test("a read-only one: what is there is used, what is not is told once and used all the same", async () => {
    const { server, bytes, pin } = await demo();
    await using _server = server;
    const root = workFolder();
    const cache = join(root, "disk");
    mountDisk(cache, "size=1m");
    await archivesFor(root, { cache }).charts.pinned(pin);
    expect(spawnSync("mount", ["-o", "remount,ro", cache]).status).toBe(0);
    const again = archivesFor(root, { cache });
    expect((await again.charts.pinned(pin)).bytes).toEqual(bytes);
    expect([again.charts.requests, again.notes]).toEqual([0, []]);
    const other = { ...pin, archive: `sha256:${"0".repeat(64)}` };
    expect((await again.charts.pinned(other)).bytes).toEqual(bytes);
    expect(again.notes.filter((note) => note.includes("cannot be written"))).toEqual([
      expect.stringMatching(/its file system is read-only/),
    ]);
  });
});
