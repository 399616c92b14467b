import { checkLock, type LockedCharts } from "../lock/staleness/check-lock.ts";
import type { StaleEntry } from "../lock/staleness/stale-entry.ts";
import { staleProblem } from "../lock/frozen-lock.ts";
import { LOCK_FILE, type Lockfile, type LockRead } from "../lock/lockfile.ts";
import { lockName } from "../lock/pin-key.ts";
import type { Environment } from "../manifest/environment.ts";
import type { ChartArchive } from "../outside/charts/chart-archives.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Problem } from "../support/problem.ts";

export interface CheckedLock {
  /** What of it can be used; empty when nothing can. */
  readonly lock: Lockfile;
  readonly problems: readonly Problem[];
}

/**
 * What is wrong with the lock, as problems: a stale one is a warning here, because `addons lock` makes it right; one that
 * nobody can read is an error. One that is not there is one problem, not one per add-on.
 */
export async function lockProblems(
  environments: readonly Environment[],
  read: LockRead,
  charts: LockedCharts,
): Promise<CheckedLock> {
  if (read.kind === "missing") return { lock: EMPTY, problems: hasAddons(environments) ? [notLocked()] : [] };
  const lock = read.kind === "read" ? read.lock : (read.salvage?.lock ?? EMPTY);
  try {
    const stale = await checkLock({ environments, lock: read }, { charts: tolerant(charts) });
    const told = stale.filter((entry) => !isOfUnreadable(entry) && !isOfRefused(entry, environments));
    return { lock, problems: told.map(asWarning) };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return { lock, problems: error.problems };
  }
}

const EMPTY: Lockfile = { lockVersion: 1, addons: {} };

function hasAddons(environments: readonly Environment[]): boolean {
  return environments.some(({ clusters }) => clusters.some(({ addons }) => addons.length > 0));
}

function notLocked(): Problem {
  return {
    code: "CHECK-NOT-LOCKED",
    severity: "warning",
    message: `there is no ${LOCK_FILE}: charts of repositories and registries were not checked, and nothing can be synced`,
    hint: "addons lock",
  };
}

/** A chart folder that cannot be read is told where it is used; it must not hide what else is stale. */
function tolerant(charts: LockedCharts): LockedCharts {
  return {
    available: (pin) => charts.available(pin),
    signerRule: (source) => charts.signerRule(source),
    async download(source, version) {
      try {
        return await charts.download(source, version);
      } catch (error) {
        if (!(error instanceof AddonsError)) throw error;
        return UNREADABLE;
      }
    },
  };
}

const UNREADABLE: ChartArchive = {
  bytes: new Uint8Array(),
  archive: "",
  content: "",
  metadata: { name: "", version: "" },
  files: new Map(),
  unpacked: async () => new Map(),
};

/** `name@version` of `UNREADABLE`, of an add-on's folder or of one beside it. */
function isOfUnreadable({ reason, wants }: StaleEntry): boolean {
  return (reason === "content-changed" || reason === "subchart-changed") && wants === "@";
}

/** The pin of an add-on that is declared, but could not be made sense of, which was told. */
function isOfRefused({ reason, addon, environment }: StaleEntry, environments: readonly Environment[]): boolean {
  if (reason !== "not-declared") return false;
  const those = environments.filter((one) => lockName(one) === environment);
  return those.some(({ clusters }) => clusters.some(({ refused }) => refused?.includes(addon)));
}

function asWarning(entry: StaleEntry): Problem {
  return { ...staleProblem(entry), severity: "warning", hint: "addons lock" };
}
