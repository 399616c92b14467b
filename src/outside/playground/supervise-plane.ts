/**
 * The program that a plane lives in: started detached, with the plane's folder as its only argument, it starts the components
 * in its own process group and stays until it is told to end.
 * - With an owner, its stdin is a pipe that the owner holds: the end of stdin means that the owner is gone, however it went.
 * - An owner that did not start it is looked at twice a second.
 * - SIGTERM, SIGINT and SIGHUP end the plane and remove its folder; SIGKILL of the group is what `playground down` does.
 * - When a component ends, the others are ended too: a half plane misleads. The folder stays for `playground status`.
 */
import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { identifyThisProcess, isAlive } from "../process/process-identity.ts";
import { bringUpPlane, type BringUpReports } from "./bring-up-plane.ts";
import { componentLog, lastLogLines, startComponents, type PlaneComponents } from "./plane-components.ts";
import {
  COMPONENTS,
  readPlaneSpec,
  writePlaneFile,
  type ComponentName,
  type PlaneFailure,
  type PlaneParts,
  type PlaneSpec,
} from "./plane-state.ts";

const PORT_TRIES = 3;
const OWNER_POLL_MS = 500;

export async function supervisePlane(folder: string, stagesFolder: string): Promise<void> {
  const spec = await readPlaneSpec(folder);
  // Removed again before we came: whoever started us gave up.
  if (spec === undefined) return;
  writePlaneFile(folder, "supervisor", identifyThisProcess());
  let components: PlaneComponents | undefined;
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await components?.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    process.exit(0);
  };
  // Whatever ends this process: the kill goes out before `kill` first waits.
  process.on("exit", () => void components?.kill());
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end());
  if (spec.lifetime === "owner") process.stdin.on("end", () => void end()).resume();
  const { owner } = spec;
  if (owner !== undefined) setInterval(() => isAlive(owner) || void end(), OWNER_POLL_MS);

  for (let tries = 1; ; tries++) {
    components = startComponents(folder, spec);
    const failure = await watch({ folder, spec, stagesFolder }, components);
    if (ending) return;
    const again = tries < PORT_TRIES && isPortTaken(failure);
    if (!again) writePlaneFile(folder, "state", { phase: "failed", failure, components: components.identities() });
    await components.kill();
    if (!again) return;
    await Promise.all(COMPONENTS.map((component) => rm(componentLog(folder, component), { force: true })));
  }
}

/** Brings the plane up and stays with it; returns why it ended. */
async function watch(
  plane: { readonly folder: string; readonly spec: PlaneSpec; readonly stagesFolder: string },
  components: PlaneComponents,
): Promise<PlaneFailure> {
  const waitingFor: { what: string; component: ComponentName | undefined } = { what: "starting", component: undefined };
  const givenUp = new AbortController();
  const reports = reportsTo({ folder: plane.folder, components, waitingFor }, givenUp.signal);
  const late = Promise.withResolvers<PlaneFailure>();
  const timeout = setTimeout(() => late.resolve(lateFailure(plane, waitingFor)), plane.spec.startTimeoutMs);
  const up = bringUpPlane(plane, components, reports);
  const first = await Promise.race([
    up.catch((error: unknown): PlaneFailure => ({ why: String(error), log: [] })),
    components.failed,
    late.promise,
  ]);
  clearTimeout(timeout);
  givenUp.abort();
  if ("why" in first) return first;
  writePlaneFile(plane.folder, "state", { phase: "ready", ...first });
  return await components.failed;
}

interface Reported {
  readonly folder: string;
  readonly components: PlaneComponents;
  /** For the message when time is over. */
  readonly waitingFor: { what: string; component: ComponentName | undefined };
}

function reportsTo({ folder, components, waitingFor }: Reported, givenUp: AbortSignal): BringUpReports {
  let usable: PlaneParts | undefined;
  const write = (doing: string): void => {
    if (givenUp.aborted) return;
    const identities = { components: components.identities() };
    if (usable === undefined) writePlaneFile(folder, "state", { phase: "starting", doing, ...identities });
    else writePlaneFile(folder, "state", { phase: "usable", doing, ...usable, ...identities });
  };
  return {
    givenUp,
    doing(what, component) {
      Object.assign(waitingFor, { what, component });
      write(what);
    },
    usable(parts) {
      usable = parts;
      write(waitingFor.what);
    },
  };
}

function lateFailure(
  plane: { readonly folder: string; readonly spec: PlaneSpec },
  { what, component }: { readonly what: string; readonly component: ComponentName | undefined },
): PlaneFailure {
  const why = `not ready after ${plane.spec.startTimeoutMs / 1000} s: ${what}`;
  if (component === undefined) return { why, log: [] };
  return { component, why, log: lastLogLines(plane.folder, component) };
}

function isPortTaken(failure: PlaneFailure): boolean {
  return failure.log.some((line) => line.includes("address already in use"));
}

const [, script = "", planeFolder, stages] = process.argv;
if (/^supervise-plane\.[jt]s$/.test(basename(script)) && planeFolder !== undefined) {
  await supervisePlane(planeFolder, stages ?? join(import.meta.dirname, "stages"));
}
