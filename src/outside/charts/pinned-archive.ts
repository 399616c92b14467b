import { AddonsError } from "../../support/addons-error.ts";
import { readCanonicalSource } from "../../sources/canonical-source.ts";
import { toldSource } from "../../sources/told-source.ts";
import type { ChartSource, GitSource, LocalSource } from "../../sources/chart-source.ts";
import type { Pin } from "../../lock/lockfile.ts";
import { acceptArchive } from "./accept-archive.ts";
import { readChart } from "./archive/read-chart.ts";
import { cachedArchive } from "./cache/cached-archive.ts";
import type { ChartCache } from "./cache/chart-cache.ts";
import type { ChartArchive } from "./chart-archives.ts";
import { chartNameOf } from "./chart-of-pin.ts";
import type { RemoteCharts } from "./remote-charts.ts";
import { vendoredArchive } from "./vendor/vendored-archive.ts";

export interface WantedArchive {
  readonly version: string;
  /** Whether these are the right bytes, when a mirror may have others; all are when left out. */
  readonly wanted?: (archive: ChartArchive) => boolean;
}

export interface PinnedOutside {
  readonly root: string;
  readonly cache: ChartCache;
  readonly remote: RemoteCharts;
  readonly progress: (message: string) => void;
  readonly copies: "used" | "ignored";
  readonly download: (source: ChartSource, wanted: WantedArchive) => Promise<ChartArchive>;
  readonly atCommit: (source: GitSource | LocalSource, commit: string) => Promise<ChartArchive>;
}

/** The bytes of a pin: charts/vendor, then the cache, then the source. Whatever has another content is refused. */
export async function pinnedArchive(pin: Pin, outside: PinnedOutside): Promise<ChartArchive> {
  return withPinned(pin, (await atHand(pin, outside)) ?? (await fetchedOnline(pin, outside)));
}

/** The same without asking the source, unless that is a folder of the project. */
export async function availableArchive(pin: Pin, outside: PinnedOutside): Promise<ChartArchive | undefined> {
  const archive = await atHand(pin, outside);
  if (archive !== undefined) return withPinned(pin, archive);
  const isHere = readCanonicalSource(pin.source, chartNameOf(pin).name).kind === "local";
  return isHere ? withPinned(pin, await fetched(pin, outside)) : undefined;
}

async function atHand(pin: Pin, outside: PinnedOutside): Promise<ChartArchive | undefined> {
  const vendored = outside.copies === "used" ? await vendoredArchive(pin, outside) : undefined;
  return vendored ?? (await cachedArchive(pin, outside));
}

/** Says which chart it is that was needed from its source. */
async function fetchedOnline(pin: Pin, outside: PinnedOutside): Promise<ChartArchive> {
  try {
    return await fetched(pin, outside);
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    if (error.code !== "CHART-OFFLINE") throw naming(pin, error);
    const message = `${pin.chart} is neither in charts/vendor nor in the cache; it would have to come from ${pin.source}, and the network is not to be used`;
    throw new AddonsError(error.code, message, { kind: error.kind, cause: error, hint: FETCH });
  }
}

/** A repository or a program that failed does not know what it was for. */
function naming(pin: Pin, error: AddonsError): AddonsError {
  const { code, message, kind, hint, problems } = error;
  if ([pin.chart, pin.chart.replace("@", " ")].some((name) => message.includes(name))) return error;
  const details = { kind, problems, cause: error, ...(hint === undefined ? {} : { hint }) };
  return new AddonsError(code, `${pin.chart}: ${message}`, details);
}

const FETCH = "while online, run `addons cache fill` here, or `addons vendor`, which keeps copies in the project";

/** A registry gives the archive by its own digest; only when that is gone is the version asked for. */
async function fetched(pin: Pin, outside: PinnedOutside): Promise<ChartArchive> {
  const { name, version } = chartNameOf(pin);
  const source = readCanonicalSource(pin.source, name);
  if (pin.commit !== undefined && (source.kind === "git" || source.kind === "local")) {
    const archive = await outside.atCommit(source, pin.commit);
    return await acceptArchive(pin, archive, { where: `${pin.source} at ${pin.commit}`, outside, hint: EDITED });
  }
  if (source.kind === "oci" && pin.archive !== undefined) {
    const bytes = await outside.remote.blob(source, pin.archive, pin.chart);
    if (bytes) {
      const archive = await acceptArchive(pin, await readChart(bytes, pin.chart), { where: pin.source, outside });
      await outside.cache.put(bytes);
      return archive;
    }
    outside.progress(`${pin.chart}: ${pin.source} does not have the locked archive any more; looking at its tag`);
  }
  const wanted = (archive: ChartArchive): boolean => archive.content === pin.content;
  const archive = await outside.download(source, { version, wanted });
  const from = toldSource(pin.source, archive.mirror);
  const isGone = source.kind === "oci" && pin.archive !== undefined;
  const where = isGone ? `${from} (the locked archive is gone there, its tag has another one now)` : from;
  return await acceptArchive(pin, archive, { where, outside });
}

/** A commit never changes. */
const EDITED =
  "commit and content of this pin do not belong together: restore the lock from git, or run `addons lock --update` and review it";

/** What is known of the source though the bytes may come from elsewhere. */
function withPinned(pin: Pin, archive: ChartArchive): ChartArchive {
  return pin.manifest === undefined ? archive : { ...archive, manifest: pin.manifest };
}
