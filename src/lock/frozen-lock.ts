import type { Environment } from "../manifest/environment.ts";
import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { Files } from "../outside/files/files.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";
import { checkLock } from "./staleness/check-lock.ts";
import type { StaleEntry } from "./staleness/stale-entry.ts";
import { pinKey } from "./pin-key.ts";
import { LOCK_FILE, type Lockfile } from "./lockfile.ts";
import { readLock } from "./text/read-lock.ts";

/**
 * The lock as it stands, for verbs that use charts: never written, never resolved again. Throws AddonsError `LOCK-STALE`
 * (kind stale) with every entry that is not what the manifest asks for.
 */
export async function frozenLock(
  environments: readonly Environment[],
  outside: { readonly files: Files; readonly charts: ChartArchives },
): Promise<Lockfile> {
  const read = await readLock(outside.files);
  const stale = await checkLock({ environments, lock: read }, outside);
  if (read.kind === "read" && stale.length === 0) return read.lock;
  if (read.kind === "missing" && stale.length === 0) return { lockVersion: 1, addons: {} };
  const message =
    read.kind === "missing" ? `there is no ${LOCK_FILE}` : `${LOCK_FILE} is not what the manifest asks for`;
  throw new AddonsError(read.kind === "missing" ? "LOCK-MISSING" : "LOCK-STALE", message, {
    kind: "stale",
    hint: "run `addons lock` and review what it changes",
    problems: stale.map(staleProblem),
  });
}

/** A stale entry as a problem with its place, for lists of problems. */
export function staleProblem(stale: StaleEntry): Problem {
  const { addon, reason, message, wants, has, at } = stale;
  const subject = addon === "" ? "" : `${addon} (${pinKey(stale)}) `;
  const details = [wants === undefined ? "" : `wants ${wants}`, has === undefined ? "" : `has ${has}`].filter(Boolean);
  return {
    code: `LOCK-STALE-${reason.toUpperCase()}`,
    severity: "error",
    message: `${subject}${message}`,
    ...(details.length > 0 && { detail: details.join(", ") }),
    ...(at ? { at } : {}),
  };
}
