import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { criticalPath } from "../src/graph/critical-path.ts";
import type { syncDocument } from "../src/report/json.ts";
import type { Bench } from "./bench.ts";
import { startLatencyProxy } from "./latency-proxy.ts";

const POD_READY_MS = 4000;
const API_DELAY_MS = 5;

/**
 * The stack on an empty plane, whose pods take seconds to become ready and whose API server is milliseconds away: once with one release at a
 * time, which tells what each costs by itself, and once as `sync` does it.
 */
export async function benchFirstInstall(bench: Bench): Promise<readonly string[]> {
  const serial = await install(bench, ["--concurrency", "1"]);
  const parallel = await install(bench, []);
  const chain = criticalPath(bench.stack, serial.durations);
  const compare = (other: number): string => `${(parallel.total / other).toFixed(2)} ×`;
  return [
    `first install: ${compare(chain.duration)} the longest chain of its releases (${text(parallel.total)} against ${text(chain.duration)}: ${chain.names.join(" → ")})`,
    `first install: ${compare(serial.total)} the time of one after the other (${text(serial.total)})`,
    `  pods ready after ${POD_READY_MS / 1000} s, API server ${2 * API_DELAY_MS} ms away`,
  ];
}

interface Installed {
  readonly total: number;
  readonly durations: ReadonlyMap<string, number>;
}

async function install(bench: Bench, flags: readonly string[]): Promise<Installed> {
  const plane = await bench.startPlane({ podReadyMs: POD_READY_MS });
  const proxy = await startLatencyProxy(Number(new URL(plane.server).port), API_DELAY_MS);
  try {
    const kubeconfig = join(plane.folder, "kubeconfig-far");
    const server = `https://127.0.0.1:${proxy.port}`;
    writeFileSync(kubeconfig, readFileSync(plane.access.kubeconfig, "utf8").replace(plane.server, server));
    return await runSync(bench, flags, kubeconfig);
  } finally {
    proxy.close();
    await plane.stop();
  }
}

async function runSync(bench: Bench, flags: readonly string[], kubeconfig: string): Promise<Installed> {
  const { file, args, env } = bench.addons(["sync", "--env", "dev", "--quiet", "-o", "json", ...flags], kubeconfig);
  const child = spawn(file, args, { env: env as NodeJS.ProcessEnv, stdio: ["ignore", "pipe", "inherit"] });
  const text = (await child.stdout.toArray()).join("");
  const report = (JSON.parse(text) as ReturnType<typeof syncDocument>).environments[0]?.clusters[0];
  if (report?.result !== "done") throw new Error(`the stack was not installed: ${text}`);
  const durations = new Map(report.addons.map(({ addon, durationMs }) => [addon, durationMs]));
  return { total: report.durationMs, durations };
}

function text(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
