import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runAddons, startAddons, type RunningAddons, type Said } from "../cases/run-addons.ts";
import { helmBinaries, type TestPlane } from "./plane.ts";
import { writeCharts } from "./sync-bench.ts";

/** A project folder and the real command line in it, against a test plane. */
export interface CliProject {
  readonly root: string;
  /** Of the runs; empty between them. */
  readonly temporary: string;
  write(file: string, text: string | Uint8Array): void;
  /** An executable, by its absolute path. */
  program(name: string, script: string): string;
  /** Writes environments/NAME.yaml with one cluster of the plane; charts/app is the bench's chart. */
  environment(name: string, addons: string, cluster?: string): void;
  addons(args: string, env?: Readonly<Record<string, string>>): Promise<Said>;
  start(args: string, env?: Readonly<Record<string, string>>): RunningAddons;
  remove(): void;
}

export async function openCliProject(plane: Pick<TestPlane, "access">): Promise<CliProject> {
  const root = mkdtempSync(join(tmpdir(), "addons-cli-project-"));
  const temporary = join(root, "tmp");
  mkdirSync(temporary);
  await writeCharts(root);
  const write: CliProject["write"] = (file, text) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const options = (env: Readonly<Record<string, string>> = {}) => ({
    cwd: root,
    env: {
      KUBECONFIG: plane.access.kubeconfig,
      ADDONS_HELM: helmBinaries().helm4,
      TMPDIR: temporary,
      ...env,
    },
  });
  return {
    root,
    temporary,
    write,
    program(name, script) {
      write(name, `#!/bin/bash\n${script}`);
      chmodSync(join(root, name), 0o755);
      return join(root, name);
    },
    environment(name, addons, cluster = `{ context: ${JSON.stringify(plane.access.context)}, kubernetes: "1.37" }`) {
      const head = `apiVersion: addons/v1\nkind: Environment\nclusters:\n  local: ${cluster}\naddons:\n`;
      write(`environments/${name}.yaml`, head + addons);
    },
    addons: (args, env) => runAddons(args.split(" "), options(env)),
    start: (args, env) => startAddons(args.split(" "), options(env)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
