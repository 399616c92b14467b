import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { identifyThisProcess, isAlive } from "../process/process-identity.ts";
import { killGroup } from "../process/start-program.ts";
import type { Programs } from "../programs/programs.ts";
import { awaitPlane, launchPlane, removePlane } from "./launch-plane.ts";
import { PLANE_CONTEXT } from "./plane-credentials.ts";
import { planeFolderName, planesFolder } from "./plane-folder.ts";
import {
  COMPONENTS,
  DEFAULT_PLANE,
  PLANE_FILES,
  readPlaneSpec,
  readSupervisor,
  type PlaneOptions,
  type PlaneParts,
} from "./plane-state.ts";
import type { ClusterAccess } from "../kubernetes/kubernetes.ts";

/** A plane that ends with this process, however this process ends. */
export interface OwnPlane extends PlaneParts {
  readonly access: ClusterAccess;
  readonly folder: string;
  /** The API server's audit log, one JSON event a line. */
  readonly auditLog: string;
  /** The supervisor, and the id of its process group. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface OwnPlaneOptions {
  readonly programs: Programs;
  readonly plane?: Partial<PlaneOptions>;
  /** `usable` returns about a second earlier, before nodes, roles and priority classes stand; default `ready`. */
  readonly until?: "usable" | "ready";
  readonly progress?: (message: string) => void;
}

export async function startOwnPlane(options: OwnPlaneOptions): Promise<OwnPlane> {
  const progress = options.progress ?? (() => {});
  const programs = await options.programs.paths(COMPONENTS, progress);
  await sweep();
  const wanted = { ...DEFAULT_PLANE, ...options.plane };
  const startedBy = identifyThisProcess();
  const name = `own-${startedBy.pid}-${randomBytes(4).toString("hex")}`;
  const folder = join(planesFolder(), planeFolderName("", name));
  const spec = { ...wanted, formatVersion: 1, scope: "", name, programs, lifetime: "owner", startedBy } as const;
  const supervisor = await launchPlane(folder, spec);
  // The supervisor may be ended without us, and then it cannot end its components.
  void supervisor.exited.then(() => supervisor.pid !== undefined && killGroup(supervisor.pid, "SIGKILL"));
  const stop = async (): Promise<void> => {
    if (supervisor.pid !== undefined) killGroup(supervisor.pid, "SIGKILL");
    await supervisor.exited;
    await removePlane(folder);
  };
  try {
    const timeoutMs = wanted.startTimeoutMs + 30_000;
    const parts = await awaitPlane(folder, { phase: options.until ?? "ready", timeoutMs }, progress);
    return {
      ...parts,
      access: { kubeconfig: join(folder, PLANE_FILES.kubeconfig), context: PLANE_CONTEXT },
      folder,
      auditLog: join(folder, PLANE_FILES.audit),
      pid: supervisor.pid ?? 0,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Removes planes whose owner and supervisor were both killed before either could clean up. */
async function sweep(): Promise<void> {
  const parent = planesFolder();
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    const spec = await readPlaneSpec(folder);
    if (spec?.lifetime !== "owner" || isAlive(spec.startedBy)) continue;
    const supervisor = await readSupervisor(folder);
    if (supervisor === undefined || !isAlive(supervisor)) await removePlane(folder);
  }
}
