import type { Pin } from "../../lock/lockfile.ts";
import { changedFiles } from "./archive/content-digest.ts";
import { readChart } from "./archive/read-chart.ts";
import type { ChartArchive } from "./chart-archives.ts";

export interface PinnedCopies {
  readonly cache: { get(archive: string): Promise<Uint8Array | undefined> };
  readonly available: (pin: Pin) => Promise<ChartArchive | undefined>;
}

/** What `ChartArchives.changedFiles` says. A copy that cannot be read, or is not the pinned chart, is no copy. */
export async function changedFilesOfPin(
  pin: Pin,
  archive: ChartArchive,
  copies: PinnedCopies,
): Promise<readonly string[] | undefined> {
  if (pin.content === archive.content) return [];
  const before = (await cachedCopy(pin, copies)) ?? (await copies.available(pin).catch(() => undefined));
  return before?.content === pin.content ? changedFiles(before.files, archive.files) : undefined;
}

/** The cache first: a copy in charts/vendor that is not the pinned one must not hide it. */
async function cachedCopy(pin: Pin, { cache }: PinnedCopies): Promise<ChartArchive | undefined> {
  const bytes = pin.archive === undefined ? undefined : await cache.get(pin.archive);
  const archive = bytes && (await readChart(bytes, pin.chart).catch(() => undefined));
  return archive?.content === pin.content ? archive : undefined;
}
