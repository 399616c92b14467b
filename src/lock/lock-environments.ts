import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { Files } from "../outside/files/files.ts";
import type { Problem } from "../support/problem.ts";
import { assertKnownAddons } from "./assert-known-addons.ts";
import { brokenLock, manifestProblems } from "./check-lock.ts";
import { holdBack } from "./hold-back.ts";
import { byPlace, changesBetween, type LockChange } from "./lock-changes.ts";
import type { LockRequest } from "./lock-request.ts";
import { type FindImages, lockImages } from "./lock-images.ts";
import { LOCK_FILE, type Lockfile, type LockRead } from "./lockfile.ts";
import { assertOneContent, nextLock } from "./next-lock.ts";
import { lockName } from "./pin-key.ts";
import { printLock } from "./print-lock.ts";
import { readLock } from "./read-lock.ts";
import { resolvePins } from "./resolve-pins.ts";
import { wantedCharts } from "./wanted-chart.ts";

export interface LockReport {
  readonly lock: Lockfile;
  readonly written: "written" | "unchanged";
  /** Sorted by add-on and environment. */
  readonly changes: readonly LockChange[];
  /** Oddities of sources: warnings and infos. */
  readonly notes: readonly Problem[];
}

export interface LockOutside {
  readonly files: Files;
  readonly charts: ChartArchives;
  /** Needed when an environment asks for digests of images. */
  readonly images?: FindImages;
}

/** Brings the lock to what the manifest asks for, changing as little as possible, and writes it. All or nothing. */
export async function lockEnvironments(request: LockRequest, outside: LockOutside): Promise<LockReport> {
  const { update, accept = [] } = request;
  const { charts, problems } = wantedCharts(request.environments);
  if (problems.length > 0) throw manifestProblems(problems);
  assertKnownAddons([...(typeof update === "string" ? [] : update), ...accept], charts);
  const before = lockBefore(await readLock(outside.files));
  const pinned = await resolvePins(charts, { before, update, accept }, outside.charts);
  const { resolved, notes } = await lockImages(pinned, { before, request }, outside.images);
  const next = nextLock(before, request, resolved);
  const { lock, ...held } = await holdBack(next, new Set(request.environments.map(lockName)), outside.charts);
  assertOneContent(lock);
  const written = await outside.files.write(LOCK_FILE, printLock(lock));
  return {
    lock,
    written,
    changes: [...changesBetween(before, lock, resolved), ...held.changes].sort(byPlace),
    notes: [...resolved.flatMap(({ pin }) => pin.notes), ...notes, ...held.notes],
  };
}

/** Hand-formatted text keeps its pins; anything worse is not overwritten. */
function lockBefore(read: LockRead): Lockfile {
  if (read.kind === "missing") return { lockVersion: 1, addons: {} };
  if (read.kind === "read") return read.lock;
  if (read.salvage) return read.salvage.lock;
  throw brokenLock(read.problems);
}
