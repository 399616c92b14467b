import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * The supervisor that outlives us: a process that knows the process groups we have started and kills those left
 * when its pipe to us breaks, however we end (SIGKILL included). See reaper-main.ts for its side.
 */
export interface Reaper {
  /** Starts the supervisor unless it runs. */
  start(): void;
  /** `folder`: removed when the group is killed. */
  add(group: number, folder?: string): void;
  remove(group: number): void;
  /** Closes the pipe: the supervisor ends what is left, and itself. */
  close(): void;
}

/** One per `createProcesses`, started at the first need; `record` is told of each start. */
export function createReaper(record: (file: string, args: readonly string[]) => void): Reaper {
  let child: ChildProcess | undefined;
  const groups = new Map<number, string | undefined>();
  const tell = (line: string): void => void child?.stdin?.write(line);
  return {
    start() {
      if (child !== undefined) return;
      const started = spawnReaper(record);
      child = started;
      // Killed by somebody: the next run that needs one gets a new one, which is told all that still runs.
      const forget = (): void => void (child === started && (child = undefined));
      started.once("exit", forget);
      started.once("error", forget);
      for (const [group, folder] of groups) tell(addition(group, folder));
    },
    add(group, folder) {
      groups.set(group, folder);
      tell(addition(group, folder));
    },
    remove(group) {
      groups.delete(group);
      tell(`-${group}\n`);
    },
    close() {
      child?.stdin?.end();
      child = undefined;
    },
  };
}

/** JSON keeps a line break of a path inside the line. */
function addition(group: number, folder: string | undefined): string {
  return `+${group} ${JSON.stringify(folder ?? "")}\n`;
}

function spawnReaper(record: (file: string, args: readonly string[]) => void): ChildProcess {
  const main = reaperMain();
  record(process.execPath, [main]);
  const child = spawn(process.execPath, [main], {
    // A group and session of its own: neither Ctrl-C nor a kill of our group reaches it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
    cwd: "/",
  });
  child.stdin?.on("error", () => {});
  child.unref();
  unrefPipe(child.stdin);
  return child;
}

/** An open pipe would keep us from ending. */
function unrefPipe(pipe: ChildProcess["stdin"]): void {
  if (pipe !== null && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
}

/** Next to this file in the sources; next to the bundle's files when built. */
function reaperMain(): string {
  const name = import.meta.url.endsWith(".ts") ? "./reaper-main.ts" : "./reaper-main.js";
  return fileURLToPath(new URL(name, import.meta.url));
}
