import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFiles } from "../src/outside/files/create-files.ts";
import { startOwnPlane, type OwnPlane } from "../src/outside/playground/own-plane.ts";
import { createPrograms } from "../src/outside/programs/create-programs.ts";
import { loadEnvironments } from "../src/manifest/load-environments.ts";
import type { Addon } from "../src/manifest/environment.ts";
import type { Command } from "./measure.ts";

const ROOT = dirname(import.meta.dirname);

/** The reference stack in a project of its own, on any cluster the kubeconfig names, with the built command line and the built Helm. */
export interface Bench {
  readonly project: string;
  readonly stack: readonly Addon[];
  readonly env: Readonly<Record<string, string | undefined>>;
  addons(args: readonly string[], kubeconfig?: string): Command;
  helm(args: readonly string[], kubeconfig?: string): Command;
  startPlane(options: { readonly podReadyMs: number }): Promise<OwnPlane>;
  close(): void;
}

export async function openBench(): Promise<Bench> {
  const programs = createPrograms({ env: process.env });
  const helm = await programs.path("helm4", (message) => console.error(message));
  execFileSync(process.execPath, [join(ROOT, "scripts/build.ts")], { stdio: ["ignore", "ignore", "inherit"] });
  const project = copyProject();
  const { environments } = await loadEnvironments({ files: createFiles(project) }, { names: ["dev"] });
  const withCluster = (kubeconfig?: string): Bench["env"] => ({
    ...process.env,
    ADDONS_HELM: helm,
    ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }),
  });
  return {
    project,
    stack: environments[0]?.clusters[0]?.addons ?? [],
    env: withCluster(),
    addons: (args, kubeconfig) => ({
      file: process.execPath,
      args: [join(ROOT, "dist/main.js"), ...args, "--chdir", project],
      env: withCluster(kubeconfig),
    }),
    helm: (args, kubeconfig) => ({ file: helm, args, env: withCluster(kubeconfig) }),
    startPlane: ({ podReadyMs }) => startOwnPlane({ programs, plane: { podReadyMs } }),
    close: () => rmSync(project, { recursive: true, force: true }),
  };
}

/** Environment dev without its playground: the cluster is whatever the kubeconfig says. */
function copyProject(): string {
  const project = mkdtempSync(join(tmpdir(), "addons-bench-"));
  for (const path of ["charts", "environments", "addons.lock.yaml"]) {
    cpSync(join(ROOT, path), join(project, path), { recursive: true });
  }
  const dev = join(project, "environments/dev.yaml");
  writeFileSync(dev, readFileSync(dev, "utf8").replace("playground: true", "context: playground"));
  return project;
}
