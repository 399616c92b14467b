import { tmpdir } from "node:os";
import { delimiter, resolve } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import type { JsonObject } from "../../support/json.ts";
import type { Redactor } from "../../support/redact.ts";
import type { Processes, RunResult } from "../process/processes.ts";
import { childEnvironment } from "../system/child-environment.ts";
import { findHelm } from "./find-helm.ts";
import { helmError, tooMuchOutput } from "./helm-errors.ts";
import type { HelmTask } from "./helm-errors.ts";
import { templateArgs, uninstallArgs, upgradeArgs, versionArgs } from "./helm-flags.ts";
import type { Helm, HelmTarget, HelmVersion, ReleaseIdentity } from "./helm.ts";
import { helmMissing, parseHelmVersion } from "./helm-version.ts";
import { createVersionCache } from "./version-cache.ts";
import { withWorkspace } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

export interface HelmOptions {
  readonly processes: Processes;
  /** Path or name; else ADDONS_HELM, else `helm` on PATH. */
  readonly binary?: string;
  /** Our own environment: Helm gets a few chosen variables of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  /** Where private folders are made; default the system's. */
  readonly temporaryRoot?: string;
  readonly cacheFolder: string;
  /** What Helm may take beyond its own timeout before it is stopped; default 30 s. */
  readonly slackSeconds?: number;
  /** What it may take to end when told to; default 10 s. */
  readonly graceSeconds?: number;
}

const RENDER_SECONDS = 120;
/** Address space for rendering; the largest charts known take a twentieth of it, a loop without end takes all there is. */
const RENDER_BYTES = 3 * 1024 ** 3;
const VERSION_SECONDS = 30;

/** Helm as a program; looked for at the first call. */
export function createHelm(options: HelmOptions): Helm {
  const cache = createVersionCache(options.cacheFolder);
  let version: Promise<HelmVersion> | undefined;
  const slack = options.slackSeconds ?? 30;
  const known = (): Promise<HelmVersion> => (version ??= askVersion(options, cache));
  return {
    version: known,
    async template(request) {
      await known();
      const { chart, values, limitSeconds = RENDER_SECONDS } = request;
      const task = { verb: "template", ...identity(request), limitSeconds } as const;
      const result = await runHelm(options, { task, files: { chart, values }, args: templateArgs(request) });
      if (result.cut) throw tooMuchOutput(task);
      return result.stdout;
    },
    async upgrade(request) {
      const args = upgradeArgs(await known(), request);
      const task = { verb: "upgrade", ...identity(request), limitSeconds: limitOf(request, slack) } as const;
      const { chart, values } = request;
      await runHelm(options, { task, files: { chart, values }, args, change: request });
    },
    async uninstall(request) {
      const args = uninstallArgs(await known(), request);
      const task = { verb: "uninstall", ...identity(request), limitSeconds: limitOf(request, slack) } as const;
      await runHelm(options, { task, files: {}, args, change: request });
    },
  };
}

/** Helm's timeout is for each hook or operation; a rollback takes it once more. */
function limitOf(request: { readonly timeoutSeconds: number; readonly onFailure?: string }, slack: number): number {
  return request.timeoutSeconds * (request.onFailure === "rollback" ? 2 : 1) + slack;
}

function identity(request: ReleaseIdentity): ReleaseIdentity {
  return { release: request.release, namespace: request.namespace };
}

interface HelmRun {
  readonly task: HelmTask;
  readonly files: { readonly chart?: Uint8Array; readonly values?: JsonObject };
  readonly args: readonly string[];
  /** Set for what changes a cluster: such a run dies with us. */
  readonly change?: { readonly target: HelmTarget; readonly signal?: AbortSignal };
}

async function runHelm(options: HelmOptions, run: HelmRun): Promise<RunResult> {
  const binary = findHelm(options.binary, options.env);
  const result = await withWorkspace(options.temporaryRoot ?? tmpdir(), run.files, (workspace) =>
    options.processes.run({
      file: binary,
      args: run.args,
      env: environment(options, workspace, run.change?.target),
      cwd: workspace.folder,
      timeoutMs: run.task.limitSeconds * 1000,
      ...(run.task.verb === "template" && { memoryBytes: RENDER_BYTES }),
      graceMs: (options.graceSeconds ?? 10) * 1000,
      ...(run.change !== undefined && { onOwnerDeath: "kill", privateFolder: workspace.folder }),
      ...(run.change?.signal && { signal: run.change.signal }),
    }),
  );
  if (result.ended === "not-found") throw helmMissing(binary);
  if (result.ended !== "exited" || result.exitCode !== 0) throw helmError(run.task, result, options.redactor);
  return result;
}

function environment(
  options: HelmOptions,
  workspace: Workspace,
  target?: HelmTarget,
): Readonly<Record<string, string>> {
  const kubeconfig = target?.kubeconfig
    .split(delimiter)
    .filter((path) => path !== "")
    .map((path) => resolve(path))
    .join(delimiter);
  return {
    ...childEnvironment(options.env),
    ...workspace.env,
    ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }),
  };
}

async function askVersion(options: HelmOptions, cache: ReturnType<typeof createVersionCache>): Promise<HelmVersion> {
  const binary = findHelm(options.binary, options.env);
  const remembered = await cache.recall(binary);
  if (remembered !== undefined) return parseHelmVersion(remembered, binary);
  const result = await withWorkspace(options.temporaryRoot ?? tmpdir(), {}, (workspace) =>
    options.processes.run({
      file: binary,
      args: versionArgs(),
      env: environment(options, workspace),
      cwd: workspace.folder,
      timeoutMs: VERSION_SECONDS * 1000,
    }),
  );
  if (result.ended === "not-found") throw helmMissing(binary);
  if (result.ended === "timed-out") {
    throw new AddonsError("HELM-TIMEOUT", `${binary} version did not end within ${VERSION_SECONDS} s.`, {
      kind: "failed",
      hint: "check that it is a working Helm, or name another one with ADDONS_HELM",
    });
  }
  const version = parseHelmVersion(result.exitCode === 0 ? result.stdout : "", binary);
  await cache.remember(binary, result.stdout);
  return version;
}
