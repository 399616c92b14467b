import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AddonsError } from "../../support/addons-error.ts";
import { withLockFile } from "../process/lock-file.ts";
import { identifyProcess, identifyThisProcess, isAlive, type ProcessIdentity } from "../process/process-identity.ts";
import type { Programs } from "../programs/programs.ts";
import { awaitPlane, launchPlane, removePlane } from "./launch-plane.ts";
import { PLANE_CONTEXT } from "./plane-credentials.ts";
import { planeFolderName, planesFolder } from "./plane-folder.ts";
import {
  COMPONENTS,
  DEFAULT_PLANE,
  PLANE_FILES,
  readPlaneSpec,
  readPlaneState,
  readSupervisor,
  writePlaneFile,
  type PlaneOptions,
  type PlaneParts,
} from "./plane-state.ts";
import type { PlaygroundStatus, Playgrounds, RunningPlayground } from "./playgrounds.ts";

export interface PlaygroundsOptions {
  readonly programs: Programs;
  /** What names are unique in: the absolute path of the project folder. */
  readonly scope: string;
  readonly plane?: Partial<PlaneOptions>;
  /** Process id; planes started here do not outlive that process. */
  readonly owner?: number;
}

/**
 * Playgrounds of one project. Several processes may ask for the same one: what is decided about a plane's folder is decided
 * under a lock file beside it, so that two `up` at once end with one plane.
 */
export function createPlaygrounds(options: PlaygroundsOptions): Playgrounds {
  const folderOf = (name: string): string => join(planesFolder(), planeFolderName(options.scope, name));
  return {
    status: async (name) => await planeStatus(folderOf(name), name),
    list: async () => await listPlanes(options.scope),
    up: async (name, progress) => await bringUp(options, { name, folder: folderOf(name) }, progress),
    down: async (name) => await takeDown(folderOf(name), name),
  };
}

async function bringUp(
  options: PlaygroundsOptions,
  plane: { readonly name: string; readonly folder: string },
  progress: (message: string) => void,
): Promise<RunningPlayground> {
  const { name, folder } = plane;
  const found = await planeStatus(folder, name);
  if (found.state === "running" && (await readPlaneState(folder))?.phase === "ready") return found;
  const programs = await options.programs.paths(COMPONENTS, progress);
  const wanted = { ...DEFAULT_PLANE, ...options.plane };
  const owner = options.owner === undefined ? undefined : livingOwner(options.owner);
  await withPlaneLock(folder, name, async () => {
    if (await isLiving(folder)) return;
    await removePlane(folder);
    const started = await launchPlane(folder, {
      ...wanted,
      formatVersion: 1,
      scope: options.scope,
      name,
      programs,
      lifetime: "until-down",
      startedBy: identifyThisProcess(),
      ...(owner !== undefined && { owner }),
    });
    started.forget();
    await noteSupervisor(folder, started.pid);
  });
  progress("starting etcd and kube-apiserver");
  // The supervisor's own deadline comes first and knows more.
  const parts = await awaitPlane(folder, { phase: "ready", timeoutMs: wanted.startTimeoutMs + 30_000 }, progress);
  return await runningPlane(folder, name, parts);
}

function livingOwner(pid: number): ProcessIdentity {
  const owner = identifyProcess(pid);
  if (owner !== undefined) return owner;
  throw new AddonsError("PLAYGROUND-NO-OWNER", `no process ${pid} runs that a playground could end with`, {
    kind: "usage",
    hint: "set ADDONS_PLAYGROUND_OWNER to the id of a running process, or leave it out",
  });
}

async function takeDown(folder: string, name: string): Promise<boolean> {
  return await withPlaneLock(folder, name, async () => {
    const found = existsSync(folder);
    if (found) await removePlane(folder);
    return found;
  });
}

async function listPlanes(scope: string): Promise<readonly PlaygroundStatus[]> {
  const parent = planesFolder();
  const entries = await readdir(parent, { withFileTypes: true });
  const statuses = entries
    .filter((entry) => entry.isDirectory())
    .map(async (entry): Promise<PlaygroundStatus[]> => {
      const folder = join(parent, entry.name);
      const spec = await readPlaneSpec(folder);
      return spec?.scope === scope ? [await planeStatus(folder, spec.name)] : [];
    });
  return (await Promise.all(statuses)).flat().sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function planeStatus(folder: string, name: string): Promise<PlaygroundStatus> {
  if (!existsSync(folder)) return { name, state: "absent" };
  const state = await readPlaneState(folder);
  if (state?.phase === "failed") return { name, state: "broken", why: state.failure.why };
  if (!(await isLiving(folder))) return { name, state: "broken", why: "its processes are gone" };
  if (state === undefined || state.phase === "starting") return { name, state: "broken", why: "it is still starting" };
  return await runningPlane(folder, name, state);
}

/** Being started or running; not failed. */
async function isLiving(folder: string): Promise<boolean> {
  const supervisor = await readSupervisor(folder);
  return supervisor !== undefined && isAlive(supervisor) && (await readPlaneState(folder))?.phase !== "failed";
}

async function runningPlane(folder: string, name: string, parts: PlaneParts): Promise<RunningPlayground> {
  return {
    name,
    state: "running",
    access: { kubeconfig: join(folder, PLANE_FILES.kubeconfig), context: PLANE_CONTEXT },
    kubernetes: parts.kubernetes,
    server: parts.server,
    folder,
    pid: (await readSupervisor(folder))?.pid ?? 0,
  };
}

/** So that the next process finds it even when the supervisor has not come so far yet. */
async function noteSupervisor(folder: string, pid: number | undefined): Promise<void> {
  const identity = pid === undefined ? undefined : identifyProcess(pid);
  if (identity !== undefined) writePlaneFile(folder, "supervisor", identity);
}

async function withPlaneLock<Result>(folder: string, name: string, work: () => Promise<Result>): Promise<Result> {
  return await withLockFile(
    {
      path: `${folder}.lock`,
      timeoutMs: 60_000,
      timedOut: (owner) =>
        new AddonsError(
          "PLAYGROUND-BUSY",
          `Process ${owner.pid} has been starting or ending playground ${name} for a minute`,
          {
            kind: "failed",
            hint: `see what it does: ps -p ${owner.pid}; then try again`,
          },
        ),
    },
    work,
  );
}
