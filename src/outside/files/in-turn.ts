import { lstat, readlink, rename, rm, symlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, temporaryName } from "./temporary-file.ts";

const ASK_AGAIN_MS = 20;
/** A turn is one small file written: whoever holds it for so long was killed, perhaps on another computer. */
const GIVEN_UP_AFTER_MS = 10_000;

/**
 * Runs `task` while no other process that asks the same way works on this file; one that was killed is not waited for. The sign of a turn
 * is a symbolic link to nowhere: made in one step, with the name of its holder in it.
 */
export async function inTurn<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  const sign = join(dirname(path), `.${basename(path)}.turn`);
  while (!(await takeTurn(sign))) await sleep(ASK_AGAIN_MS);
  try {
    return await task();
  } finally {
    await rm(sign, { force: true });
  }
}

async function takeTurn(sign: string): Promise<boolean> {
  try {
    await symlink(holder(process.pid), sign);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (await isGivenUp(sign)) await remove(sign);
    return false;
  }
}

/** Renamed first, so that of several who wait only one removes it. */
async function remove(sign: string): Promise<void> {
  const aside = join(dirname(sign), temporaryName(basename(sign)));
  await rename(sign, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isGivenUp(sign: string): Promise<boolean> {
  const info = await lstat(sign).catch(() => undefined);
  if (info === undefined) return false;
  // A time that is far ahead was written under a wrong clock: waiting for it to pass could take years.
  if (Math.abs(Date.now() - info.mtimeMs) > GIVEN_UP_AFTER_MS) return true;
  const text = await readlink(sign).catch(() => "");
  const pid = Number(text.split("@")[0]);
  return pid > 0 && text === holder(pid) && !isRunning(pid);
}

function holder(pid: number): string {
  return `${pid}@${hostname()}`;
}
