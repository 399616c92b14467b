import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SiteChart } from "./chart-site.ts";

export interface ChartProject {
  /** Address below which the repositories are served. */
  readonly url: string;
  readonly charts: readonly SiteChart[];
  /** Add-ons from folders of the project. */
  readonly folders: number;
  readonly environments: number;
}

/** A project that has all its add-ons in every environment, at `root`, which is emptied. */
export function writeChartProject(root: string, { url, charts, folders, environments }: ChartProject): void {
  rmSync(root, { recursive: true, force: true });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const offered = charts.map(
    ({ repository, name, wants }, index) =>
      `  addon-${index}: { chart: ${name}, repo: "${url}/${repository}", version: "${wants}", namespace: shared }`,
  );
  const local = range(folders).map(
    (index) => `  local-${index}: { chart: ../charts/local-${index}, namespace: shared }`,
  );
  write("environments/base.yaml", `apiVersion: addons/v1\nkind: Base\naddons:\n${[...offered, ...local].join("\n")}\n`);
  for (const index of range(folders)) {
    write(`charts/local-${index}/Chart.yaml`, `apiVersion: v2\nname: local-${index}\nversion: 1.0.${index}\n`);
    write(`charts/local-${index}/templates/all.yaml`, "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: local }\n");
  }
  for (const index of range(environments)) {
    const cluster = `  cluster-${index}: { context: cluster-${index}, kubernetes: "1.37" }`;
    write(
      `environments/env-${index}.yaml`,
      `apiVersion: addons/v1\nkind: Environment\nextends: base.yaml\nclusters:\n${cluster}\n`,
    );
  }
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
