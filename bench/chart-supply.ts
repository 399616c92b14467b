import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { writeChartProject, type ChartProject } from "./chart-project.ts";
import { realIndexes, writeSite, type RealIndex, type SiteChart } from "./chart-site.ts";
import { atLeast, atMost } from "./goal.ts";
import { writeLargeIndex } from "./large-index.ts";
import { costOnce, cpuOfShell, inTurn, median, ratio, timeOnce, type Command, type Cost } from "./measure.ts";
import { serveCharts, type ChartServer } from "./serve-charts.ts";

/** What it costs to pin charts of public repositories, beside Helm; each part in a project and with a cache of its own. */
export async function benchChartSupply(bench: Bench): Promise<readonly string[]> {
  const indexes = realIndexes();
  if (indexes.length === 0) return ["charts: skipped, ../shared/data/chart-indexes is absent"];
  const folder = mkdtempSync(join(tmpdir(), "addons-bench-charts-"));
  const server = await serveCharts(join(folder, "site"));
  try {
    const supply: Supply = { bench, folder, server, indexes, charts: writeSite(join(folder, "site"), indexes, 30) };
    return [...firstLock(supply), ...unchanged(supply), check(supply), ...(await largeIndex(supply))];
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Supply {
  readonly bench: Bench;
  readonly folder: string;
  readonly server: ChartServer;
  readonly indexes: readonly RealIndex[];
  readonly charts: readonly SiteChart[];
}

/** `addons ARGS` in the project below the folder of this run. */
function addonsOf({ bench, folder }: Supply, ...args: readonly string[]): Command {
  const { file, args: all, env } = bench.addons([]);
  const own = { ...env, ADDONS_CACHE: join(folder, "cache") };
  return { file, args: [...all.slice(0, 1), ...args, "--quiet", "--chdir", join(folder, "project")], env: own };
}

function writeProject(supply: Supply, project: Partial<ChartProject> = {}): void {
  const { url } = supply.server;
  const all = { url, charts: supply.charts, folders: 0, environments: 1, ...project };
  writeChartProject(join(supply.folder, "project"), all);
}

type Forgotten = "lock" | "cache" | "helm";

function forget({ folder }: Supply, what: readonly Forgotten[]): void {
  const places = { lock: "project/addons.lock.yaml", cache: "cache", helm: "helm" };
  for (const key of what) rmSync(join(folder, places[key]), { recursive: true, force: true });
}

/** Pins for all charts, with nothing in the cache and with the indexes there; Helm brings its own indexes up to date and reads each chart. */
function firstLock(supply: Supply): readonly string[] {
  writeProject(supply);
  const { charts, indexes } = supply;
  return (["empty", "warm"] as const).map((cache) => {
    const forgotten: readonly Forgotten[] = cache === "empty" ? ["lock", "cache", "helm"] : ["lock"];
    const costs: Cost[] = [];
    const pin = (): number => {
      forget(supply, forgotten);
      const cost = costOnce(addonsOf(supply, "lock"));
      costs.push(cost);
      return cost.cpuMs;
    };
    const { a, b } = inTurn(5, pin, () => showCharts(supply));
    return [
      `lock, ${charts.length} add-ons of ${indexes.length} repositories, ${cache} cache: ${cpuSeconds(a)}${atMost(a, 1000, "1 s")}`,
      `${ratio(b, a)} × less than helm repo update and helm show chart for each (${cpuSeconds(b)})${atLeast(b / a, 10, "10 ×")}`,
      memory(costs.slice(1)),
    ].join(", ");
  });
}

function showCharts({ bench, folder, server, indexes, charts }: Supply): number {
  const home = join(folder, "helm");
  mkdirSync(home, { recursive: true });
  const repositories = indexes.map(({ repository }) => `- { name: ${repository}, url: "${server.url}/${repository}" }`);
  const config = join(home, "repositories.yaml");
  writeFileSync(
    config,
    `apiVersion: ""\ngenerated: "2026-01-01T00:00:00Z"\nrepositories:\n${repositories.join("\n")}\n`,
  );
  const { file, env } = bench.helm([]);
  const own = { ...env, HELM_CACHE_HOME: join(home, "cache"), HELM_CONFIG_HOME: home, HELM_REPOSITORY_CONFIG: config };
  const shows = charts.map(
    ({ repository, name, wants }) => `"${file}" show chart "${repository}/${name}" --version "${wants}"`,
  );
  return cpuOfShell([`"${file}" repo update`, ...shows], { ...own, HELM_DATA_HOME: home });
}

/** Everything is pinned already: with nothing to ask, and with the question whether there is anything newer. */
function unchanged(supply: Supply): readonly string[] {
  const repositories = new Set(supply.charts.map(({ repository }) => repository)).size;
  const lock = readLock(supply);
  return [["lock"], ["lock", "--update"]].map((verb) => {
    const run = (): Cost => costOnce(addonsOf(supply, ...verb));
    run();
    supply.server.taken();
    const cost = run();
    const { requests, unchanged: same } = supply.server.taken();
    const { a, b } = inTurn(
      7,
      () => run().cpuMs,
      () => costOnce(supply.bench.addons(["--version"])).cpuMs,
    );
    if (readLock(supply) !== lock) throw new Error(`addons ${verb.join(" ")} changed the lock`);
    const most = verb.length === 1 ? 0 : repositories;
    const asked = `${requests} requests, ${same} of them 304${atMost(requests + (requests - same), most, String(most))}`;
    return `${verb.join(" ")}, nothing new: ${asked}, ${cpuSeconds(a)}, ${ratio(a, b)} × addons --version, ${memory([cost])}`;
  });
}

function readLock({ folder }: Supply): string {
  return readFileSync(join(folder, "project/addons.lock.yaml"), "utf8");
}

function check(supply: Supply): string {
  writeProject(supply, { folders: 10, environments: 6 });
  timeOnce(addonsOf(supply, "lock"));
  supply.server.taken();
  const { a, b } = inTurn(
    9,
    () => timeOnce(addonsOf(supply, "lock", "--check", "--offline")),
    () => timeOnce(supply.bench.addons(["--version"])),
  );
  const { requests } = supply.server.taken();
  const took = `${a.toFixed(0)} ms from the shell${atMost(a, 300, "300 ms")}`;
  return `lock --check, 40 add-ons × 6 environments: ${took}, ${ratio(a, b)} × addons --version, ${requests} requests${atMost(requests, 0, "0")}`;
}

const LARGE = 100 * 1024 * 1024;

/** One chart, and then five, of an index as large as that of a public collection of thousands of charts. */
async function largeIndex(supply: Supply): Promise<readonly string[]> {
  const [first] = supply.charts;
  const charts = supply.charts.filter(({ repository }) => repository === first?.repository);
  const own = supply.indexes.find(({ repository }) => repository === first?.repository);
  if (own === undefined) throw new Error("the site has no repository");
  const text = readFileSync(join(supply.folder, "site", own.repository, "index.yaml"), "utf8");
  const site = join(supply.folder, "site", own.repository);
  await writeLargeIndex(site, { ...own, text }, { others: supply.indexes, bytes: LARGE, packed: false });
  rmSync(join(site, "index.yaml.gz"));
  const lines = [largeLock(supply, charts.slice(0, 1), "plain")];
  await writeLargeIndex(site, { ...own, text }, { others: supply.indexes, bytes: LARGE, packed: true });
  return [...lines, largeLock(supply, charts.slice(0, 1), "gzip"), largeLock(supply, charts, "gzip")];
}

function largeLock(supply: Supply, charts: readonly SiteChart[], coding: "plain" | "gzip"): string {
  writeProject(supply, { charts });
  const costs = Array.from({ length: 4 }, () => {
    forget(supply, ["lock", "cache"]);
    return costOnce(addonsOf(supply, "lock"));
  }).slice(1);
  for (const { name, version } of charts) {
    if (!readLock(supply).includes(`chart: ${name}@${version}\n`)) throw new Error(`${name} ${version} was not found`);
  }
  const what = charts.length === 1 ? "1 chart" : `${charts.length} charts`;
  return `lock, ${what} of an index of 100 MB (${coding}): ${memory(costs)}, ${cpuSeconds(median(costs.map(({ cpuMs }) => cpuMs)))}`;
}

function memory(costs: readonly Cost[]): string {
  const most = Math.max(...costs.map(({ megabytes }) => megabytes));
  return `${most.toFixed(0)} MB${atMost(most, 150, "150 MB")}`;
}

function cpuSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s of CPU`;
}
