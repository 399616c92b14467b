import type { ChartArchives } from "../outside/charts/chart-archives.ts";
import type { Files } from "../outside/files/files.ts";
import type { Problem } from "../support/problem.ts";
import { assertKnownAddons } from "./resolve/assert-known-addons.ts";
import { manifestProblems } from "./staleness/check-lock.ts";
import { type FindStages, lockBefore } from "./merge/lock-before.ts";
import { mergedPins, type MergedPin } from "./merge/merged-pins.ts";
import { holdBack } from "./resolve/hold-back.ts";
import { byPlace, changesBetween, type LockChange } from "./lock-changes.ts";
import { isNamed, type LockRequest } from "./lock-request.ts";
import { type FindImages, lockImages } from "./resolve/lock-images.ts";
import type { Lockfile } from "./lockfile.ts";
import { assertOneContent, nextLock } from "./resolve/next-lock.ts";
import { lockName } from "./pin-key.ts";
import { resolvePins } from "./resolve/resolve-pins.ts";
import { wantedCharts } from "./wanted-chart.ts";
import { writeLock } from "./merge/write-lock.ts";

export interface LockReport {
  readonly lock: Lockfile;
  readonly written: "written" | "unchanged";
  /** Sorted by add-on and environment. */
  readonly changes: readonly LockChange[];
  /** Oddities of sources: warnings and infos. */
  readonly notes: readonly Problem[];
  /** Of a merge that this run has ended: what became of the pins that both branches had changed; may be empty. */
  readonly merged?: readonly MergedPin[];
}

export interface LockOutside {
  readonly files: Files;
  readonly charts: ChartArchives;
  /** Needed when an environment asks for digests of images. */
  readonly images?: FindImages;
  /** Needed when the lock is in the middle of a merge, which is one of all environments. */
  readonly stages?: FindStages;
}

/** Brings the lock to what the manifest asks for, changing as little as possible, and writes it. All or nothing. */
export async function lockEnvironments(request: LockRequest, outside: LockOutside): Promise<LockReport> {
  const { update, accept = [] } = request;
  const { charts, problems } = wantedCharts(request.environments);
  if (problems.length > 0) throw manifestProblems(problems);
  assertKnownAddons([...(typeof update === "string" ? [] : update), ...accept], charts);
  const start = await lockBefore(outside, charts, (addon) => isNamed(addon, update) || accept.includes(addon));
  const before = start.lock;
  const pinned = await resolvePins(charts, { before, update, accept }, outside.charts);
  const { resolved, notes } = await lockImages(pinned, { before, request }, outside.images);
  const next = nextLock(before, request, resolved);
  const { lock: made, ...held } = await holdBack(next, new Set(request.environments.map(lockName)), outside.charts);
  assertOneContent(made);
  const { lock, written } = await writeLock(outside.files, start, made);
  return {
    lock,
    written,
    changes: [...changesBetween(before, made, resolved), ...held.changes].sort(byPlace),
    notes: [...resolved.flatMap(({ pin }) => pin.notes), ...notes, ...held.notes],
    ...(start.conflicts && { merged: mergedPins(start.conflicts, lock) }),
  };
}
