import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identifyThisProcess, isAlive, type ProcessIdentity } from "./process-identity.ts";

/**
 * One process at a time for a short piece of work on files.
 * The lock is a file that names its owner; a lock whose owner is dead is taken over. A file appears with its content in one
 * step (link), and only one process can move a dead one away (rename). What is done under the lock must still end in one
 * atomic step of its own: a process that was stopped for a while may come back.
 */
export async function withLockFile<Result>(
  request: {
    readonly path: string;
    /** How long to wait for a living owner. */
    readonly timeoutMs: number;
    /** Called about once a second while another process holds the lock. */
    readonly waiting?: (owner: ProcessIdentity) => void;
    /** What to throw when the wait is over. */
    readonly timedOut: (owner: ProcessIdentity) => Error;
  },
  work: () => Promise<Result>,
): Promise<Result> {
  const mine = `${request.path}.${process.pid}-${randomBytes(6).toString("hex")}`;
  await writeFile(mine, JSON.stringify(identifyThisProcess()), { mode: 0o600, flag: "wx" });
  try {
    await acquire(request, mine);
    try {
      await sweep(request.path, mine);
      return await work();
    } finally {
      await rm(request.path, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

const POLL_MS = 50;

async function acquire(request: Parameters<typeof withLockFile>[0], mine: string): Promise<void> {
  for (let waited = 0; ; waited += POLL_MS) {
    if (await linked(mine, request.path)) return;
    const owner = await readOwner(request.path);
    if (owner === undefined) continue;
    if (owner === "unreadable" || !isAlive(owner)) {
      await takeAway(request.path, mine);
      continue;
    }
    if (waited >= request.timeoutMs) throw request.timedOut(owner);
    if (waited % 1000 === 0) request.waiting?.(owner);
    await sleep(POLL_MS);
  }
}

/** Removes what processes left that were killed while they waited for or held the lock. */
async function sweep(path: string, mine: string): Promise<void> {
  const folder = dirname(path);
  const others = (await readdir(folder))
    .filter((name) => name.startsWith(`${basename(path)}.`))
    .map((name) => join(folder, name))
    .filter((file) => file !== mine);
  for (const file of others) {
    const owner = await readOwner(file);
    // One that cannot be read is perhaps being written this moment.
    if (owner !== undefined && owner !== "unreadable" && !isAlive(owner)) await rm(file, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readOwner(path: string): Promise<ProcessIdentity | "unreadable" | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return undefined;
  }
  try {
    const owner = JSON.parse(text) as ProcessIdentity;
    return typeof owner.pid === "number" && typeof owner.started === "string" ? owner : "unreadable";
  } catch {
    return "unreadable";
  }
}

async function takeAway(path: string, mine: string): Promise<void> {
  const aside = `${mine}.dead`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  // Somebody may have taken the dead lock over between our look and our move: then it goes back.
  const owner = await readOwner(aside);
  if (owner !== undefined && owner !== "unreadable" && isAlive(owner)) await linked(aside, path);
  await rm(aside, { force: true });
}
