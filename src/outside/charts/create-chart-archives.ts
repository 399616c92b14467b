import { join } from "node:path";
import { assertNever } from "../../support/assert-never.ts";
import { onceFor } from "../../support/once.ts";
import type { ChartSource } from "../../sources/chart-source.ts";
import type { SourceSettings } from "../../sources/source-settings.ts";
import type { Pin } from "../../lock/lockfile.ts";
import { chartError } from "./archive/chart-error.ts";
import { createChartCache, type ChartCache } from "./cache/chart-cache.ts";
import { createIndexCache } from "./cache/index-cache.ts";
import type { ChartArchive, ChartArchives, OfferedVersion } from "./chart-archives.ts";
import { createGitCharts, type GitCharts } from "./git/create-git-charts.ts";
import { packFolder } from "./folder/pack-folder.ts";
import { availableArchive, pinnedArchive } from "./pinned-archive.ts";
import { createRegistry, type Registry } from "./registry/create-registry.ts";
import { createRegistryReader } from "./registry/registry-reader.ts";
import { createRepository, type Repository } from "./repository/create-repository.ts";
import { createCredentials } from "./transfer/credentials.ts";
import { createHttpClient, type Timeouts } from "./transfer/open-http.ts";
import { DEFAULT_RETRIES, type RetryPolicy } from "./transfer/with-retries.ts";

export interface ChartArchivesOptions {
  /** The project folder: local charts and charts/vendor. */
  readonly root: string;
  /** The folder of `addons` in the user's cache; charts are kept in `charts` below it. */
  readonly cacheFolder: string;
  /** For logins (DOCKER_CONFIG, HELM_REGISTRY_CONFIG, HOME) and proxies (HTTPS_PROXY, NO_PROXY). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is downloaded, tried again or found odd; one line each. */
  readonly progress?: (message: string) => void;
  /** charts/sources.yaml: mirrors and signatures; asked for at the first download. */
  readonly settings?: () => Promise<readonly SourceSettings[]>;
  /** `refused`: whatever needs a request fails with `CHART-OFFLINE`. */
  readonly network?: "allowed" | "refused";
  readonly timeouts?: Timeouts;
  readonly retries?: RetryPolicy;
}

/** Also tells how many requests were sent: a locked and cached environment needs none. */
export type CountedChartArchives = ChartArchives & { readonly requests: number };

const TIMEOUTS: Timeouts = { connectMs: 10_000, idleMs: 15_000, totalMs: 300_000 };

/** The one way to chart bytes: repositories, registries, folders and the cache behind it. */
export function createChartArchives(options: ChartArchivesOptions): CountedChartArchives {
  const progress = options.progress ?? ((): void => undefined);
  const client = createHttpClient(options.env, options.timeouts ?? TIMEOUTS);
  const folder = join(options.cacheFolder, "charts");
  const outside = {
    client,
    credentials: createCredentials(options.env),
    indexes: createIndexCache(join(folder, "index")),
    policy: options.retries ?? DEFAULT_RETRIES,
    progress,
  };
  const sources: Sources = {
    root: options.root,
    repository: createRepository(outside),
    registry: createRegistry(createRegistryReader(outside), progress),
    git: createGitCharts(),
    cache: createChartCache(folder, progress),
    folder: packOnce(options.root),
  };
  const outsideOfPins = {
    ...sources,
    progress,
    download: (source: ChartSource, version: string) => download(sources, source, version),
  };
  const pins = new Map<string, Promise<ChartArchive>>();
  const offline = new Map<string, Promise<ChartArchive | undefined>>();
  return {
    get requests() {
      return client.requests;
    },
    versions: (source) => listVersions(sources, source),
    download: (source, version) => download(sources, source, version),
    // Several clusters share a pin: one read per run.
    pinned: (pin) => onceFor(pins, identityOf(pin), () => pinnedArchive(pin, outsideOfPins)),
    available: (pin) => onceFor(offline, identityOf(pin), () => availableArchive(pin, outsideOfPins)),
  };
}

interface Sources {
  readonly root: string;
  readonly repository: Repository;
  readonly registry: Registry;
  readonly git: GitCharts;
  readonly cache: ChartCache;
  readonly folder: (path: string) => Promise<ChartArchive>;
}

function identityOf(pin: Pin): string {
  return [pin.source, pin.chart, pin.archive, pin.manifest, pin.content].join("\n");
}

/** A local chart is what it was when this run first looked: what was checked against the lock is what is installed. */
function packOnce(root: string): Sources["folder"] {
  const packed = new Map<string, Promise<ChartArchive>>();
  return (path) => onceFor(packed, path, () => packFolder(root, path));
}

async function listVersions(sources: Sources, source: ChartSource): Promise<readonly OfferedVersion[]> {
  switch (source.kind) {
    case "http":
      return await sources.repository.versions(source.repo, source.name);
    case "oci":
      return await sources.registry.versions(source.reference);
    case "local": {
      const { metadata } = await sources.folder(source.path);
      return [{ version: metadata.version, deprecated: false }];
    }
    case "git":
      return await sources.git.versions(source);
    default:
      return assertNever(source);
  }
}

async function download(sources: Sources, source: ChartSource, version: string): Promise<ChartArchive> {
  switch (source.kind) {
    case "http":
      return await keep(sources, source.name, await sources.repository.download(source.repo, source.name, version));
    case "oci":
      return await keep(sources, source.name, await sources.registry.download(source.reference, version));
    case "git":
      return await sources.git.download(source);
    case "local":
      return await sources.folder(source.path);
    default:
      return assertNever(source);
  }
}

/** An archive under another chart's name is a mix-up that Helm would install. */
async function keep(sources: Sources, name: string, archive: ChartArchive): Promise<ChartArchive> {
  if (archive.metadata.name !== name) {
    throw chartError(
      "CHART-OTHER-CHART",
      `${name}: the archive holds the chart ${archive.metadata.name}`,
      "check repo and chart in the manifest",
    );
  }
  await sources.cache.put(archive.bytes);
  return archive;
}
