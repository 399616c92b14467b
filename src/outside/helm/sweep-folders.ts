import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Older than any run can be: a process id may belong to another container that shares the folder. */
const OLD_MS = 24 * 3600 * 1000;

/** Removes private folders (`PREFIX` PID `-…`) that runs of ours left behind when they were killed. Failures are left for the next time. */
export async function sweepFolders(root: string, prefix: string): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(prefix))) {
    const path = join(root, name);
    if (!isRunning(Number.parseInt(name.slice(prefix.length), 10)) && (await isOldAndOurs(path))) {
      await rm(path, { recursive: true, force: true }).catch(() => {});
    }
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function isOldAndOurs(path: string): Promise<boolean> {
  try {
    const folder = await lstat(path);
    return folder.isDirectory() && folder.uid === process.getuid?.() && Date.now() - folder.mtimeMs > OLD_MS;
  } catch {
    return false;
  }
}
