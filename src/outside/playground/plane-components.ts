import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sanitize } from "../../support/sanitize.ts";
import { identifyProcess, type ProcessIdentity } from "../process/process-identity.ts";
import { startProgram, type ProgramExit, type StartedProgram } from "../process/start-program.ts";
import { COMPONENTS, type ComponentName, type PlaneFailure, type PlaneSpec } from "./plane-state.ts";

/** The running programs of one plane, all in the process group of their supervisor. */
export interface PlaneComponents {
  /** Does nothing after `kill`: a start that was given up may still be on its way. */
  start(component: ComponentName, args: readonly string[]): void;
  /** Resolves when the first of them ends, which none does by itself unless it failed. */
  readonly failed: Promise<PlaneFailure>;
  identities(): Readonly<Partial<Record<ComponentName, ProcessIdentity>>>;
  /** Resolves when all of them are gone. SIGKILL: on SIGTERM an API server waits for its watchers, up to minutes. */
  kill(): Promise<void>;
}

export function startComponents(folder: string, spec: PlaneSpec): PlaneComponents {
  const running = new Map<ComponentName, StartedProgram>();
  let ended = false;
  const { promise: failed, resolve: fail } = Promise.withResolvers<PlaneFailure>();
  return {
    failed,
    start(component, args) {
      if (ended) return;
      const program = startProgram({
        file: spec.programs[component],
        args,
        env: componentEnvironment(folder),
        cwd: folder,
        outputFile: componentLog(folder, component),
        stdin: "empty",
        group: "ours",
      });
      running.set(component, program);
      void program.exited.then((exit) => fail(componentFailure(folder, component, exit)));
    },
    identities() {
      const found = COMPONENTS.flatMap((component) => {
        const pid = running.get(component)?.pid;
        const identity = pid === undefined ? undefined : identifyProcess(pid);
        return identity === undefined ? [] : [[component, identity] as const];
      });
      return Object.fromEntries(found);
    },
    async kill() {
      ended = true;
      for (const program of running.values()) program.kill("SIGKILL");
      await Promise.all([...running.values()].map((program) => program.exited));
      running.clear();
    },
  };
}

export function componentLog(folder: string, component: ComponentName | "supervisor"): string {
  return join(folder, `${component}.log`);
}

/** The last lines of a log that say something, for a person to read. */
export function lastLogLines(folder: string, component: ComponentName | "supervisor", count = 8): string[] {
  try {
    const text = sanitize(readFileSync(componentLog(folder, component), "utf8"));
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return lines.slice(-count).map((line) => (line.length > 400 ? `${line.slice(0, 400)}…` : line));
  } catch {
    return [];
  }
}

// Nothing of the user's environment reaches the plane: etcd reads ETCD_*, Go programs read proxies and GODEBUG.
function componentEnvironment(folder: string): Record<string, string> {
  return { PATH: "/usr/bin:/bin", HOME: folder, TMPDIR: folder };
}

function componentFailure(folder: string, component: ComponentName, exit: ProgramExit): PlaneFailure {
  return { component, why: `${component} ${ending(exit)}`, log: lastLogLines(folder, component) };
}

function ending({ exitCode, signal, error }: ProgramExit): string {
  if (error !== undefined) return `could not be started: ${error}`;
  return signal === undefined ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
}
