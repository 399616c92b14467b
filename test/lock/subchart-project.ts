/** A project with one chart folder, charts/web, whose dependencies are locked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { checkLock } from "../../src/lock/staleness/check-lock.ts";
import { lockEnvironments, type LockReport } from "../../src/lock/lock-environments.ts";
import type { LockRequest } from "../../src/lock/lock-request.ts";
import type { Pin } from "../../src/lock/lockfile.ts";
import { readLock } from "../../src/lock/text/read-lock.ts";
import type { StaleEntry } from "../../src/lock/staleness/stale-entry.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { publish, type ChartServer } from "../outside/charts/serve-charts.ts";
import { archivesFor, workFolder, writeFiles } from "../outside/charts/work-folder.ts";
import { environment } from "./environments.ts";

const ENVIRONMENTS = [environment("dev", { web: { chart: { kind: "local", path: "charts/web" } } })];

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository?: string;
  readonly alias?: string;
}

/** Chart.yaml as people write it: the dependencies stand from line 5 on. */
export function chartYaml(name: string, dependencies: readonly Dependency[], version = "1.0.0"): string {
  const list = dependencies.map((one) => `  - ${JSON.stringify(one)}\n`).join("");
  return `apiVersion: v2\nname: ${name}\nversion: ${version}\n${list === "" ? "" : `dependencies:\n${list}`}`;
}

export function project(files: Readonly<Record<string, string | Uint8Array>>) {
  const root = workFolder(files);
  const cache = join(root, ".cache");
  const outside = () => ({ files: createFiles(root), charts: archivesFor(root, { cache }).charts });
  return {
    root,
    cache,
    write: (more: Readonly<Record<string, string | Uint8Array>>) => writeFiles(root, more),
    lock: async (update: LockRequest["update"] = "none"): Promise<LockReport & { readonly requests: number }> => {
      const { files, charts } = outside();
      const report = await lockEnvironments({ environments: ENVIRONMENTS, update }, { files, charts });
      return { ...report, requests: charts.requests };
    },
    check: async (): Promise<readonly StaleEntry[]> => {
      const { files, charts } = outside();
      const stale = await checkLock({ environments: ENVIRONMENTS, lock: await readLock(files) }, { charts });
      expect(charts.requests).toBe(0);
      return stale;
    },
    charts: () => archivesFor(root, { cache }).charts,
    text: () => readFileSync(join(root, "addons.lock.yaml"), "utf8"),
  };
}

export const offer = (server: ChartServer, ...versions: readonly string[]): void =>
  publish(
    server,
    versions.map((version) => ({ name: "redis", version, bytes: makeChart("redis", version) })),
  );
export const pinOf = ({ lock }: LockReport): Pin => lock.addons["web"]?.["dev"] as Pin;
export const subcharts = (report: LockReport): readonly string[] =>
  (pinOf(report).subcharts ?? []).map(({ chart, wants }) => `${chart} ${wants}`);
export const why = ({ changes }: LockReport): string | undefined => changes[0]?.reason;
