import { signalGroup } from "./signal-group.ts";

/*
 * The supervisor's side of reaper.ts, a program of its own. Lines on standard input: `+GROUP` to watch a process
 * group, `-GROUP` when it has ended. When the input ends, its owner has: TERM to the groups left, after two
 * seconds KILL; then it ends itself.
 */

const GRACE_MS = 2_000;
const POLL_MS = 50;
const groups = new Set<number>();
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
  const group = Number(line.slice(1));
  // 0 and 1 would be our own group and everything.
  if (!Number.isSafeInteger(group) || group <= 1) return;
  if (line.startsWith("+")) groups.add(group);
  else groups.delete(group);
}

function endAll(): void {
  if (ending) return;
  ending = true;
  for (const group of groups) signalGroup(group, "SIGTERM");
  const deadline = Date.now() + GRACE_MS;
  setInterval(() => {
    const left = [...groups].filter(isAlive);
    if (left.length > 0 && Date.now() < deadline) return;
    for (const group of left) signalGroup(group, "SIGKILL");
    process.exit(0);
  }, POLL_MS);
}

function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
