import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { writeLargeProject, type LargeProject } from "./large-project.ts";
import { costOf, inTurn, timeOnce, type Cost } from "./measure.ts";

/** What reading, checking and drawing manifests costs: many clusters, one environment, a large graph. */
export function benchManifests(bench: Bench): readonly string[] {
  const many = validateOf(bench, { addons: 40, environments: 3, clusters: 10 });
  const few = validateOf(bench, { addons: 40, environments: 1, clusters: 20 });
  const most = validateOf(bench, { addons: 40, environments: 1, clusters: 200 });
  const nothing = costOf(bench.addons(["--version"]));
  const perCluster = (cost: Cost, clusters: number): number => (cost.cpuMs - nothing.cpuMs) / clusters;
  const growth = perCluster(most, 200) / perCluster(few, 20);
  return [
    `validate, 40 add-ons × 3 environments × 10 clusters: ${words(many)}`,
    `validate, 200 clusters: ${words(most)}, ${growth.toFixed(2)} × the cost per cluster of 20 clusters`,
    referenceStack(bench),
    largeGraph(bench),
  ];
}

/** Once charts are locked and what they render to is known. */
function validateOf(bench: Bench, size: LargeProject): Cost {
  const project = writeLargeProject(size);
  try {
    const addons = (...args: readonly string[]): ReturnType<Bench["addons"]> => ({
      ...bench.addons([]),
      args: [...bench.addons([]).args.slice(0, 1), ...args, "--chdir", project],
    });
    timeOnce(addons("lock", "--quiet"));
    timeOnce(addons("validate", "--quiet"));
    return costOf(addons("validate", "--quiet"));
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

function referenceStack(bench: Bench): string {
  const { a, b } = inTurn(
    9,
    () => timeOnce(bench.addons(["validate", "--env", "dev"])),
    () => timeOnce(bench.addons(["--version"])),
  );
  return `validate, one environment of the reference stack: ${a.toFixed(0)} ms from the shell, ${(a / b).toFixed(1)} × addons --version`;
}

/** 500 add-ons with 2,000 needs. */
function largeGraph(bench: Bench): string {
  const project = writeLargeProject({ addons: 1, environments: 1, clusters: 1 });
  try {
    writeFileSync(join(project, "environments/base.yaml"), wideBase());
    const graph = (format: string): ReturnType<Bench["addons"]> => ({
      ...bench.addons([]),
      args: [...bench.addons([]).args.slice(0, 1), "graph", "-o", format, "--chdir", project],
    });
    const took = ["text", "mermaid", "dot", "svg", "html"].map((format) => {
      const { a } = inTurn(
        5,
        () => timeOnce(graph(format)),
        () => timeOnce(bench.addons(["--version"])),
      );
      return `${format} ${a.toFixed(0)} ms`;
    });
    return `graph, 500 add-ons with 2,000 needs: ${took.join(", ")}`;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

function wideBase(): string {
  const blocks = Array.from({ length: 500 }, (_, index) => {
    const row = Math.floor(index / 25);
    const needs = row === 0 ? [] : [0, 7, 11, 18].map((step) => `addon-${(row - 1) * 25 + ((index + step) % 25)}`);
    const extra = row > 1 && index % 4 === 0 ? [`addon-${(row - 2) * 25 + (index % 25)}`] : [];
    return `  addon-${index}: { chart: ../charts/chart-0, namespace: a, needs: [${[...needs, ...extra].join(", ")}] }`;
  });
  return `apiVersion: addons/v1\nkind: Base\naddons:\n${blocks.join("\n")}\n`;
}

function words({ cpuMs, megabytes }: Cost): string {
  return `${(cpuMs / 1000).toFixed(2)} s of CPU, ${megabytes.toFixed(0)} MB`;
}
