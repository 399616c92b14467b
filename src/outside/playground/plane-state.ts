import { renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessIdentity } from "../process/process-identity.ts";
import type { ProgramName } from "../programs/programs.ts";

/** The files of a plane's folder that its supervisor and the processes that ask about it share. */
export const PLANE_FILES = {
  spec: "spec.json",
  supervisor: "supervisor.json",
  state: "state.json",
  kubeconfig: "kubeconfig",
  audit: "audit.log",
} as const;

/** The programs of a plane, in the order in which they depend on each other. */
export const COMPONENTS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;
export type ComponentName = (typeof COMPONENTS)[number] & ProgramName;

/** What a plane is to be: written once, before its supervisor starts. */
export interface PlaneSpec extends PlaneOptions {
  readonly formatVersion: 1;
  /** What its name is unique in: the project folder. */
  readonly scope: string;
  readonly name: string;
  readonly programs: Readonly<Record<ComponentName, string>>;
  /** `owner`: ends with the process that started it. */
  readonly lifetime: "owner" | "until-down";
  readonly startedBy: ProcessIdentity;
  /** A process, whoever it is, that the plane does not outlive. */
  readonly owner?: ProcessIdentity;
}

export interface PlaneOptions {
  readonly nodes: 1 | 2;
  /** `off`: the API server calls no admission webhook (nothing answers at their Services here). */
  readonly webhooks: "on" | "off";
  /** How long a pod takes to become ready when no annotation says so. */
  readonly podReadyMs: number;
  /** How long the whole plane may take to become ready. */
  readonly startTimeoutMs: number;
}

export const DEFAULT_PLANE: PlaneOptions = { nodes: 2, webhooks: "on", podReadyMs: 0, startTimeoutMs: 120_000 };

export interface PlaneParts {
  readonly server: string;
  /** `v1.37.1` */
  readonly kubernetes: string;
  readonly components: Readonly<Partial<Record<ComponentName, ProcessIdentity>>>;
}

/** `usable`: the API server answers; `ready`: nodes, service accounts, roles and priority classes stand as well. */
export type PlaneState =
  | ({ readonly phase: "starting"; readonly doing: string } & Pick<PlaneParts, "components">)
  | ({ readonly phase: "usable"; readonly doing: string } & PlaneParts)
  | ({ readonly phase: "ready" } & PlaneParts)
  | ({ readonly phase: "failed"; readonly failure: PlaneFailure } & Pick<PlaneParts, "components">);

export interface PlaneFailure {
  readonly component?: ComponentName;
  readonly why: string;
  /** Last lines of the component's log. */
  readonly log: readonly string[];
}

export async function readPlaneSpec(folder: string): Promise<PlaneSpec | undefined> {
  return await readJson<PlaneSpec>(join(folder, PLANE_FILES.spec));
}

export async function readSupervisor(folder: string): Promise<ProcessIdentity | undefined> {
  return await readJson<ProcessIdentity>(join(folder, PLANE_FILES.supervisor));
}

export async function readPlaneState(folder: string): Promise<PlaneState | undefined> {
  return await readJson<PlaneState>(join(folder, PLANE_FILES.state));
}

/**
 * Readers see the old text or the new one, never a part. Not asynchronous, so that one process's writes keep their order: a
 * late "starting" never lands on a "failed".
 */
export function writePlaneFile(folder: string, name: keyof typeof PLANE_FILES, content: unknown): void {
  const path = join(folder, PLANE_FILES[name]);
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(temporary, path);
}

/** A file that is missing or was cut short by a crash counts as absent. */
async function readJson<Content>(path: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Content;
  } catch {
    return undefined;
  }
}
