import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createChartArchives, type CountedChartArchives } from "../../../src/outside/charts/create-chart-archives.ts";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";
import type { GitSource } from "../../../src/sources/chart-source.ts";
import { readCanonicalSource } from "../../../src/sources/canonical-source.ts";

export interface GitArchives {
  readonly charts: CountedChartArchives;
  /** Commands of git that were started, without their settings: `fetch`, `cat-file`. */
  readonly commands: () => readonly string[];
  /** Every argument of every program. */
  readonly args: () => string;
  readonly notes: string[];
}

/** Charts with the real git, a cache below the root, and no login but those given. */
export function gitArchives(
  root: string,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cache?: string;
    readonly idleMs?: number;
    readonly network?: "refused";
  } = {},
): GitArchives {
  const processes = createProcesses();
  onTestFinished(() => processes.close());
  const notes: string[] = [];
  const charts = createChartArchives({
    root,
    cacheFolder: options.cache ?? join(root, ".cache"),
    env: { HOME: join(root, "home"), PATH: process.env["PATH"], ...options.env },
    progress: (message) => notes.push(message),
    processes: async () => processes,
    timeouts: { connectMs: 30_000, idleMs: options.idleMs ?? 30_000, totalMs: 60_000 },
    retries: { attempts: 2, firstDelayMs: 5, longestDelayMs: 50 },
    ...(options.network && { network: options.network }),
  });
  const known = ["init", "ls-remote", "fetch", "ls-tree", "cat-file", "log", "rev-parse"];
  return {
    charts,
    notes,
    commands: () =>
      processes.started.flatMap(({ file, args }) =>
        file === "git" ? [args.find((arg) => known.includes(arg)) ?? ""] : [],
      ),
    args: () => processes.started.map(({ file, args }) => [file, ...args].join(" ")).join("\n"),
  };
}

export function gitSource(repo: string, path = "", ref?: string): GitSource {
  const source = readCanonicalSource(`git+${repo}${path === "" ? "" : `//${path}`}`, "") as GitSource;
  return ref === undefined ? source : { ...source, ref };
}

/** Files of a repository with the chart `web` of this version, and 2 MB beside it. */
export function chart(version: string, more: Readonly<Record<string, string | Uint8Array | null>> = {}) {
  const files: Record<string, string | Uint8Array | null> = {
    "charts/web/Chart.yaml": `apiVersion: v2\nname: web\nversion: ${version}\n`,
    "charts/web/templates/a.yaml": "a: {{ .Release.Name }}\n",
    "charts/web/icon.bin": Uint8Array.from({ length: 256 }, (_, index) => index),
    "other/big.bin": Buffer.alloc(2_000_000, "0123456789abcdef-other"),
  };
  for (const [path, body] of Object.entries(more)) files[`charts/web/${path}`] = body;
  return files;
}
