import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AddonsError } from "../../support/addons-error.ts";
import { isAlive, type ProcessIdentity } from "../process/process-identity.ts";
import { killGroup, startProgram, type StartedProgram } from "../process/start-program.ts";
import { componentLog, lastLogLines } from "./plane-components.ts";
import {
  readPlaneState,
  readSupervisor,
  writePlaneFile,
  type PlaneFailure,
  type PlaneParts,
  type PlaneSpec,
} from "./plane-state.ts";

/** Makes the folder and starts the supervisor in it. Throws when the folder exists: somebody else was first. */
export async function launchPlane(folder: string, spec: PlaneSpec): Promise<StartedProgram> {
  await mkdir(folder, { mode: 0o700 });
  writePlaneFile(folder, "spec", spec);
  return startProgram({
    file: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", supervisorScript(), folder, join(import.meta.dirname, "stages")],
    env: { PATH: "/usr/bin:/bin", HOME: folder },
    cwd: folder,
    outputFile: componentLog(folder, "supervisor"),
    stdin: spec.lifetime === "owner" ? "held" : "empty",
    group: "own",
  });
}

/** Waits until a plane that somebody launched is `usable` or `ready`; throws PLAYGROUND-* when it fails or takes too long. */
export async function awaitPlane(
  folder: string,
  wanted: { readonly phase: "usable" | "ready"; readonly timeoutMs: number },
  progress: (message: string) => void,
): Promise<PlaneParts> {
  let said = "";
  for (let waited = 0; waited < wanted.timeoutMs; waited += POLL_MS) {
    const state = await readPlaneState(folder);
    if (state?.phase === "failed") throw failedToStart(folder, state.failure);
    if (state?.phase === "ready" || (state !== undefined && state.phase === wanted.phase)) return state;
    if (state !== undefined && state.doing !== said) progress((said = state.doing));
    if (!(await isSupervised(folder, waited))) throw await supervisorDied(folder);
    await sleep(POLL_MS);
  }
  throw failedToStart(folder, { why: `no sign of its supervisor for ${wanted.timeoutMs / 1000} s`, log: [] });
}

/** Ends everything that still runs of a plane, whatever state it is in, and removes its folder. */
export async function removePlane(folder: string): Promise<void> {
  const supervisor = await readSupervisor(folder);
  const state = await readPlaneState(folder);
  const components = Object.values(state?.components ?? {});
  if (supervisor !== undefined && isAlive(supervisor)) killGroup(supervisor.pid, "SIGKILL");
  for (const component of components) {
    if (isAlive(component)) process.kill(component.pid, "SIGKILL");
  }
  await gone([...(supervisor === undefined ? [] : [supervisor]), ...components]);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

const POLL_MS = 20;
/** How long a new supervisor may take to write who it is. */
const FIRST_SIGN_MS = 30_000;
const REMOVAL_MS = 2000;
const DEATH_MS = 10_000;

/** Beside this file: TypeScript in the source tree, JavaScript in a built package. */
function supervisorScript(): string {
  const source = join(import.meta.dirname, "supervise-plane.ts");
  return existsSync(source) ? source : join(import.meta.dirname, "supervise-plane.js");
}

async function isSupervised(folder: string, waitedMs: number): Promise<boolean> {
  const supervisor = await readSupervisor(folder);
  if (supervisor !== undefined) return isAlive(supervisor);
  return existsSync(folder) && waitedMs < FIRST_SIGN_MS;
}

async function supervisorDied(folder: string): Promise<AddonsError> {
  // Whoever takes it down kills it first and then removes its folder.
  for (let waited = 0; waited < REMOVAL_MS && existsSync(folder); waited += POLL_MS) {
    const state = await readPlaneState(folder);
    if (state?.phase === "failed") return failedToStart(folder, state.failure);
    await sleep(POLL_MS);
  }
  return failedToStart(folder, {
    why: existsSync(folder) ? "its supervisor ended" : "it was taken down while it started",
    log: lastLogLines(folder, "supervisor"),
  });
}

function failedToStart(folder: string, failure: PlaneFailure): AddonsError {
  const log =
    failure.log.length === 0 ? "" : `\nLast lines of its log:\n${failure.log.map((line) => `  ${line}`).join("\n")}`;
  return new AddonsError("PLAYGROUND-START-FAILED", `The playground did not come up: ${failure.why}${log}`, {
    kind: "failed",
    hint:
      failure.component === undefined
        ? `all logs: ${folder}; then try again: addons playground up`
        : `the whole log: ${componentLog(folder, failure.component)}; then try again: addons playground up`,
  });
}

async function gone(processes: readonly ProcessIdentity[]): Promise<void> {
  for (let waited = 0; waited < DEATH_MS; waited += POLL_MS) {
    if (!processes.some(isAlive)) return;
    await sleep(POLL_MS);
  }
}
