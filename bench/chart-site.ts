import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { maxSatisfying, parse as parseVersion } from "semver";
import { parse } from "yaml";
import { writeTarGz } from "../src/outside/charts/archive/write-tar.ts";

/** Index files of public repositories, as they were served one day. */
const REAL = join(dirname(import.meta.dirname), "../shared/data/chart-indexes");

/** A chart of a repository of the site. */
export interface SiteChart {
  readonly repository: string;
  readonly name: string;
  /** The newest on offer. */
  readonly version: string;
  /** A constraint as people write it, which allows that version. */
  readonly wants: string;
}

export interface RealIndex {
  readonly repository: string;
  readonly text: string;
}

/** Empty where the files are not. */
export function realIndexes(): readonly RealIndex[] {
  const names = ((): readonly string[] => {
    try {
      return readdirSync(REAL);
    } catch {
      return [];
    }
  })();
  return names.map((name) => ({ repository: basename(name, ".yaml"), text: readFileSync(join(REAL, name), "utf8") }));
}

/**
 * The repositories below `folder`, to be served: each index as it is, but for the newest versions of the charts that are
 * taken. The archives that those entries promise are not here, and none with their digests can be made; a small chart
 * stands for each, and its digest and address in the index. So an index keeps its size, its form and all its other
 * entries, and the promise of each archive is checked as ever.
 */
export function writeSite(folder: string, indexes: readonly RealIndex[], count: number): readonly SiteChart[] {
  const taken = takeInTurn(indexes.map(newestCharts), count);
  for (const { repository, text } of indexes) {
    const charts = taken.filter((chart) => chart.repository === repository);
    writeIndex(
      join(folder, repository),
      charts.reduce((changed, chart) => withArchive(folder, changed, chart), text),
    );
  }
  return taken;
}

interface ListedChart extends SiteChart {
  readonly url: string;
  readonly digest: string;
}

function newestCharts({ repository, text }: RealIndex): readonly ListedChart[] {
  const { entries } = parse(text) as {
    entries: Record<string, readonly { version: string; digest?: string; urls: readonly string[] }[]>;
  };
  return Object.entries(entries).flatMap(([name, list]) => {
    const version = maxSatisfying(
      list.map((entry) => entry.version),
      "*",
    );
    const entry = list.find((candidate) => candidate.version === version);
    const [url] = entry?.urls ?? [];
    const parsed = version === null ? null : parseVersion(version);
    if (entry?.digest === undefined || url === undefined || version === null || parsed === null) return [];
    return [{ repository, name, version, url, digest: entry.digest, wants: `~${parsed.major}.${parsed.minor}` }];
  });
}

/** One of each list, then a second one of each, and so on: no repository is left out. */
function takeInTurn<Item>(lists: readonly (readonly Item[])[], count: number): readonly Item[] {
  const longest = Math.max(...lists.map((list) => list.length));
  const rounds = Array.from({ length: longest }, (_, round) => lists.flatMap((list) => list.slice(round, round + 1)));
  return rounds.flat().slice(0, count);
}

function withArchive(folder: string, text: string, { repository, name, version, url, digest }: ListedChart): string {
  const metadata = `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "1.0"\n`;
  const template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n";
  const files = { "Chart.yaml": metadata, "values.yaml": "replicas: 1\n", "templates/all.yaml": template };
  const bytes = writeTarGz(name, new Map(Object.entries(files).map(([path, body]) => [path, Buffer.from(body)])));
  const file = `${name}-${version}.tgz`;
  write(join(folder, repository, file), bytes);
  const hex = createHash("sha256").update(bytes).digest("hex");
  return text.replaceAll(digest, hex).replaceAll(`- ${url}\n`, `- ${file}\n`);
}

function write(path: string, body: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, body);
}

function writeIndex(repository: string, text: string): void {
  write(join(repository, "index.yaml"), text);
  write(join(repository, "index.yaml.gz"), gzipSync(text));
}
