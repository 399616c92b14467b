import { rmSync } from "node:fs";
import { isAbsolute } from "node:path";
import { signalGroup } from "./signal-group.ts";

/*
 * The supervisor's side of reaper.ts, a program of its own. Lines on standard input: `+GROUP FOLDER` (JSON, may
 * be empty) to watch a process group, `-GROUP` when it has ended. When the input ends, its owner has: TERM to the
 * groups left, after two seconds KILL, their private folders are removed, and it ends itself.
 */

const GRACE_MS = 2_000;
const POLL_MS = 50;
const groups = new Map<number, string>();
let rest = "";
let ending = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk: string) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) obey(line);
});
process.stdin.on("error", endAll);
process.stdin.on("end", endAll);

function obey(line: string): void {
  const [, sign, number, folder = '""'] = /^([-+])(\d+)(?: (".*"))?$/.exec(line) ?? [];
  const group = Number(number);
  // 0 and 1 would be our own group and everything.
  if (!Number.isSafeInteger(group) || group <= 1) return;
  if (sign === "+") groups.set(group, JSON.parse(folder) as string);
  else groups.delete(group);
}

function endAll(): void {
  if (ending) return;
  ending = true;
  for (const group of groups.keys()) signalGroup(group, "SIGTERM");
  const deadline = Date.now() + GRACE_MS;
  setInterval(() => {
    const left = [...groups.keys()].filter(isAlive);
    if (left.length > 0 && Date.now() < deadline) return;
    for (const group of left) signalGroup(group, "SIGKILL");
    removeFolders();
    process.exit(0);
  }, POLL_MS);
}

/** They hold values and charts. */
function removeFolders(): void {
  for (const folder of groups.values()) {
    if (!isAbsolute(folder)) continue;
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Nobody is left to tell; the next run of helm sweeps what is old.
    }
  }
}

function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
