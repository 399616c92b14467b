import type { ConflictStages } from "../../outside/files/conflict-stages.ts";
import type { Files } from "../../outside/files/files.ts";
import { brokenLock } from "../staleness/check-lock.ts";
import { LOCK_FILE, type Lockfile, type LockRead } from "../lockfile.ts";
import { mergeLocks, type PinConflict } from "./merge-locks.ts";
import { parseLock } from "../text/parse-lock.ts";
import { readLock } from "../text/read-lock.ts";
import { settleConflicts } from "./settle-conflicts.ts";
import type { WantedChart } from "../wanted-chart.ts";

/** A lock, and the text of the file that it was read from; undefined when there is none. */
export interface LockBefore {
  readonly lock: Lockfile;
  readonly text: string | undefined;
  /** What both branches had changed, when `lock` is the end of a merge. */
  readonly conflicts?: readonly PinConflict[];
}

/** What git's index has of the lock while a merge is not finished; undefined when git knows of none. */
export type FindStages = () => Promise<ConflictStages | undefined>;

/**
 * The lock to start from. A merge that is not finished is merged from git's stages and not from the
 * markers; anything worse is not overwritten: AddonsError LOCK-*.
 */
export async function lockBefore(
  outside: { readonly files: Files; readonly stages?: FindStages },
  wanted: readonly WantedChart[],
  renewed: (addon: string) => boolean,
): Promise<LockBefore> {
  const text = await outside.files.readIfExists(LOCK_FILE);
  const read = await readLock(outside.files);
  if (read.kind !== "broken" || read.problems[0]?.code !== "LOCK-MERGE-CONFLICT") return { lock: usable(read), text };
  const stages = await outside.stages?.();
  if (stages === undefined) {
    const hint = outside.stages === undefined ? IN_PART : NO_STAGES;
    throw brokenLock(read.problems.map((problem) => ({ ...problem, hint })));
  }
  const merged = mergeLocks(sidesOf(stages));
  return { lock: settleConflicts(merged, wanted, renewed), text, conflicts: merged.conflicts };
}

const IN_PART = "a merge is one of all environments: run `addons lock` without --env (and without ADDONS_ENV)";
const NO_STAGES = "git has no such merge under way: restore the file from a commit, then run `addons lock`";

/** The three texts as locks; a side without the file is an empty lock. */
export function sidesOf({ base, ours, theirs }: ConflictStages) {
  const side = (text = ""): Lockfile => usable(text.trim() === "" ? { kind: "missing" } : parseLock(text));
  return { base: side(base), ours: side(ours), theirs: side(theirs) };
}

/** Hand-formatted text keeps its pins. */
export function usable(read: LockRead): Lockfile {
  if (read.kind === "missing") return { lockVersion: 1, addons: {} };
  if (read.kind === "read") return read.lock;
  if (read.salvage) return read.salvage.lock;
  throw brokenLock(read.problems);
}
