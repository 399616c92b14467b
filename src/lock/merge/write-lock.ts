import type { Files } from "../../outside/files/files.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { usable, type LockBefore } from "./lock-before.ts";
import { LOCK_FILE, type Lockfile } from "../lockfile.ts";
import { mergeLocks } from "./merge-locks.ts";
import { parseLock } from "../text/parse-lock.ts";
import { printLock } from "../text/print-lock.ts";

/** Each one that fails means that another run has written. */
const ATTEMPTS = 100;

/**
 * Writes the lock. When another run has written it since `before` was read, both changes are kept, pin by pin.
 * Throws AddonsError `LOCK-CHANGED` when both changed the same pin.
 */
export async function writeLock(
  files: Files,
  before: LockBefore,
  made: Lockfile,
): Promise<{ readonly lock: Lockfile; readonly written: "written" | "unchanged" }> {
  let from = before.text;
  let lock = made;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const written = await files.replace(LOCK_FILE, { from, to: printLock(lock) });
    if (written !== "changed") return { lock, written };
    from = await files.readIfExists(LOCK_FILE);
    lock = withOthers(before.lock, made, usable(from === undefined ? { kind: "missing" } : parseLock(from)));
  }
  throw changedMeanwhile(`${LOCK_FILE} is written by others all the time`);
}

function withOthers(base: Lockfile, ours: Lockfile, theirs: Lockfile): Lockfile {
  const { lock, conflicts } = mergeLocks({ base, ours, theirs });
  if (conflicts.length === 0) return lock;
  const pins = conflicts.map(({ addon, key }) => `${addon} (${key})`).join(", ");
  throw changedMeanwhile(`another run has changed the same pins of ${LOCK_FILE} meanwhile: ${pins}`);
}

function changedMeanwhile(message: string): AddonsError {
  return new AddonsError("LOCK-CHANGED", message, { kind: "failed", hint: "run it again; nothing was written" });
}
