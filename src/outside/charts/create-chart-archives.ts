import { join } from "node:path";
import { assertNever } from "../../support/assert-never.ts";
import { once, onceFor } from "../../support/once.ts";
import { canonicalSource, readCanonicalSource } from "../../sources/canonical-source.ts";
import type { ChartSource, GitSource, LocalSource } from "../../sources/chart-source.ts";
import type { SourceSettings } from "../../sources/source-settings.ts";
import type { Pin } from "../../lock/lockfile.ts";
import { createCacheNotice } from "./cache/cache-notice.ts";
import { createChartCache, type ChartCache } from "./cache/chart-cache.ts";
import { createIndexCache } from "./cache/index-cache.ts";
import type { ChartArchive, ChartArchives, OfferedVersion } from "./chart-archives.ts";
import { composeChart, withListedSubcharts } from "./compose-chart.ts";
import type { GitSide } from "./git/open-git-side.ts";
import { changedFilesOfPin } from "./changed-files-of-pin.ts";
import { packFolder } from "./folder/pack-folder.ts";
import { availableArchive, pinnedArchive, type WantedArchive } from "./pinned-archive.ts";
import { createRegistry } from "./registry/create-registry.ts";
import { createRegistryReader } from "./registry/registry-reader.ts";
import { createRemoteCharts, type RemoteCharts } from "./remote-charts.ts";
import { createRepository } from "./repository/create-repository.ts";
import { createSigners, type Signers } from "./signatures/create-signers.ts";
import { createTransfer, TIMEOUTS, type Transfer, type TransferOptions } from "./transfer/create-transfer.ts";

export interface ChartArchivesOptions extends TransferOptions {
  /** The project folder: local charts and charts/vendor. */
  readonly root: string;
  /** The folder of `addons` in the user's cache; charts are kept in `charts` below it. */
  readonly cacheFolder: string;
  /** charts/sources.yaml: mirrors and signatures; asked for at the first download. */
  readonly settings?: () => Promise<readonly SourceSettings[]>;
  /** `ignored`: copies in charts/vendor are not looked at, for the one verb that makes them. */
  readonly copies?: "used" | "ignored";
}

/** Also tells how many requests were sent: a locked and cached environment needs none. */
export type CountedChartArchives = ChartArchives & { readonly requests: number };

/** The one way to chart bytes: repositories, registries, folders and the cache behind it. */
export function createChartArchives(options: ChartArchivesOptions): CountedChartArchives {
  const transfer = createTransfer(options);
  const { client, progress } = transfer;
  const sources = openSources(options, transfer);
  const outsideOfPins = {
    ...sources,
    progress,
    copies: options.copies ?? "used",
    download: (source: ChartSource, wanted: WantedArchive) => download(sources, source, wanted),
    atCommit: (source: GitSource | LocalSource, commit: string) => atCommit(sources, source, commit),
  };
  const pins = new Map<string, Promise<ChartArchive>>();
  const offline = new Map<string, Promise<ChartArchive | undefined>>();
  const pinned = (pin: Pin): Promise<ChartArchive> =>
    onceFor(pins, identityOf(pin), async () => composeChart(await pinnedArchive(pin, outsideOfPins), pin, pinned));
  const available = (pin: Pin): Promise<ChartArchive | undefined> =>
    onceFor(offline, identityOf(pin), async () => {
      const base = await availableArchive(pin, outsideOfPins);
      return base && (await composeChart(base, pin, available));
    });
  const current = async (source: LocalSource, pin: Pin | undefined): Promise<ChartArchive> => {
    const held = pin?.commit !== undefined && pin.source === canonicalSource(source) ? await available(pin) : undefined;
    if (held !== undefined) return held;
    const base = await sources.folder(source.path);
    if (pin?.subcharts === undefined) return base;
    return await composeChart(base, withListedSubcharts(base, pin), async (subchart) => {
      const sibling = readCanonicalSource(subchart.source, "");
      return sibling.kind === "local" ? await current(sibling, subchart) : await available(subchart);
    });
  };
  return {
    get requests() {
      return client.requests;
    },
    versions: (source, from = "first") => listVersions(sources, source, from),
    offer: (source, version) => sources.remote.offer(source, version),
    download: async (source, version) =>
      await sources.signers.withSigner({ source, version }, await download(sources, source, { version })),
    signerRule: (source) => sources.signers.rule(source),
    // Several clusters share a pin: one read per run.
    pinned,
    available,
    current,
    changedFiles: (pin, archive) => {
      const available = (copy: Pin) => availableArchive(copy, outsideOfPins);
      return changedFilesOfPin(pin, archive, { cache: sources.cache, available });
    },
    commitWith: async (path, content) => await (await sources.git()).history.search(path, content),
  };
}

interface Sources {
  readonly root: string;
  readonly remote: RemoteCharts;
  readonly signers: Signers;
  readonly git: () => Promise<GitSide>;
  readonly cache: ChartCache;
  readonly folder: (path: string) => Promise<ChartArchive>;
}

function openSources(options: ChartArchivesOptions, transfer: Transfer): Sources {
  const { progress, transfers } = transfer;
  const folder = join(options.cacheFolder, "charts");
  const notice = createCacheNotice(folder, progress);
  const repository = createRepository({ ...transfer, indexes: createIndexCache(join(folder, "index"), notice) });
  const reader = createRegistryReader(transfer);
  const registry = createRegistry(reader, transfers);
  return {
    root: options.root,
    signers: createSigners(options, { reader, repository, progress }),
    remote: createRemoteCharts({ repository, registry, settings: options.settings, progress }),
    git: once(() => openGit(options, transfer)),
    cache: createChartCache(folder, progress, notice),
    folder: packOnce(options.root),
  };
}

function identityOf(pin: Pin): string {
  return JSON.stringify([pin.source, pin.chart, pin.archive, pin.manifest, pin.commit, pin.content, pin.subcharts]);
}

/** A local chart is what it was when this run first looked: what was checked against the lock is what is installed. */
function packOnce(root: string): Sources["folder"] {
  const packed = new Map<string, Promise<ChartArchive>>();
  return (path) => onceFor(packed, path, () => packFolder(root, path));
}

async function listVersions(
  sources: Sources,
  source: ChartSource,
  from: "first" | "all",
): Promise<readonly OfferedVersion[]> {
  switch (source.kind) {
    case "http":
    case "oci":
      return await sources.remote.versions(source, from);
    case "local": {
      const { metadata } = await sources.folder(source.path);
      return [{ version: metadata.version, deprecated: false }];
    }
    case "git": {
      const { metadata } = await download(sources, source, { version: "" });
      return [{ version: metadata.version, deprecated: false }];
    }
    default:
      return assertNever(source);
  }
}

async function download(
  sources: Sources,
  source: ChartSource,
  { version, wanted = () => true }: WantedArchive,
): Promise<ChartArchive> {
  switch (source.kind) {
    case "http":
    case "oci":
      return await keep(sources, await sources.remote.download(source, version, wanted));
    case "git":
      return await keepByContent(sources, await (await sources.git()).charts.newest(source));
    case "local":
      return await sources.folder(source.path);
    default:
      return assertNever(source);
  }
}

/** A git source, or a folder of this project, as a commit has it. */
async function atCommit(sources: Sources, source: GitSource | LocalSource, commit: string): Promise<ChartArchive> {
  const { charts, history } = await sources.git();
  const archive = source.kind === "git" ? await charts.at(source, commit) : await history.at(source.path, commit);
  return await keepByContent(sources, archive);
}

/** What has no archive of its own is packed by us, and found again by its content: the next run needs no git. */
async function keepByContent(sources: Sources, archive: ChartArchive): Promise<ChartArchive> {
  await sources.cache.put(archive.bytes);
  await sources.cache.link(archive.content, archive.archive);
  return archive;
}

async function openGit(options: ChartArchivesOptions, transfer: Transfer): Promise<GitSide> {
  const { openGitSide } = await import("./git/open-git-side.ts");
  const { root, cacheFolder, env, network = "allowed", processes, timeouts = TIMEOUTS } = options;
  const folder = join(cacheFolder, "charts", "git");
  return openGitSide({ ...transfer, root, folder, env, network, timeouts, ...(processes && { processes }) });
}

async function keep(sources: Sources, archive: ChartArchive): Promise<ChartArchive> {
  await sources.cache.put(archive.bytes);
  return archive;
}
