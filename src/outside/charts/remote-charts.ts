import { AddonsError } from "../../support/addons-error.ts";
import { once } from "../../support/once.ts";
import { canonicalSource } from "../../sources/canonical-source.ts";
import type { HttpSource, OciSource } from "../../sources/chart-source.ts";
import { mirroredSources, type AskedSource } from "../../sources/mirrored-sources.ts";
import { settingsFor, type SourceSettings } from "../../sources/source-settings.ts";
import { chartError } from "./archive/chart-error.ts";
import { askInOrder } from "./ask-in-order.ts";
import type { ChartArchive, OfferedVersion } from "./chart-archives.ts";
import type { Registry } from "./registry/create-registry.ts";
import type { Repository } from "./repository/create-repository.ts";
import { showUrl } from "./transfer/url.ts";

export type RemoteSource = HttpSource | OciSource;

/** Charts of repositories and registries: from the mirrors of a source, in their order, then from the source itself. */
export interface RemoteCharts {
  /** `first`: of the first place that answers; `all`: of every place that does, for what the first one lacks. */
  versions(source: RemoteSource, from: "first" | "all"): Promise<readonly OfferedVersion[]>;
  /** One version of a registry by its tag, of the first place that has it; undefined when none does. */
  offer(source: OciSource, version: string): Promise<OfferedVersion | undefined>;
  /**
   * The archive of the first place that has the version and gives bytes that are `wanted`. When none does, other bytes are
   * given back: whoever asked refuses them.
   */
  download(source: RemoteSource, version: string, wanted: (archive: ChartArchive) => boolean): Promise<ChartArchive>;
  /** The archive by its own digest, undefined when no place has it. */
  blob(source: OciSource, archive: string, what: string): Promise<Uint8Array | undefined>;
}

export interface RemoteOutside {
  readonly repository: Repository;
  readonly registry: Registry;
  readonly settings: (() => Promise<readonly SourceSettings[]>) | undefined;
  readonly progress: (message: string) => void;
}

export function createRemoteCharts(outside: RemoteOutside): RemoteCharts {
  const settings = once(async () => (await outside.settings?.()) ?? []);
  const tell = outside.progress;
  const placesOf = async <Source extends RemoteSource>(source: Source): Promise<readonly AskedSource<Source>[]> =>
    mirroredSources(source, await settings());
  return {
    async versions(source, from) {
      const places = await placesOf(source);
      const ask = (place: AskedSource<RemoteSource>) => versionsAt(place, outside);
      if (from === "first") return await askInOrder({ places, ask, nameOf, tell });
      const lists: (readonly OfferedVersion[])[] = [];
      const objection = (offers: readonly OfferedVersion[]): string => {
        lists.push(offers);
        return "is not the only place";
      };
      await askInOrder({ places, ask, nameOf, objection, tell: () => undefined });
      return withoutRepeats(lists.flat());
    },
    async offer(source, version) {
      const places = await placesOf(source);
      const ask = ({ source: { reference } }: AskedSource<OciSource>) => outside.registry.offer(reference, version);
      return await askInOrder({ places, ask, nameOf, tell }).catch((error: unknown) => {
        if (error instanceof AddonsError && error.code === "CHART-NO-VERSION") return undefined;
        throw error;
      });
    },
    async download(source, version, wanted) {
      const indexDigest = settingsFor(canonicalSource(source), await settings())?.indexDigest ?? "refuse";
      return await askInOrder({
        places: await placesOf(source),
        ask: async (place) => named(source.name, await downloadAt({ place, version, indexDigest }, outside)),
        nameOf,
        objection: (archive) => (wanted(archive) ? undefined : `has another ${source.name} ${version} than was locked`),
        tell,
      });
    },
    async blob(source, archive, what) {
      return await askInOrder({
        places: await placesOf(source),
        ask: (place) => outside.registry.blob(place.source.reference, archive, what),
        nameOf,
        objection: (bytes) => (bytes === undefined ? `has no archive ${archive} of ${what}` : undefined),
        tell,
      });
    },
  };
}

function nameOf({ source }: AskedSource<RemoteSource>): string {
  return source.kind === "http" ? showUrl(source.repo).replace(/\/$/, "") : canonicalSource(source);
}

async function versionsAt(
  { source }: AskedSource<RemoteSource>,
  { repository, registry }: RemoteOutside,
): Promise<readonly OfferedVersion[]> {
  if (source.kind === "oci") return await registry.versions(source.reference);
  return await repository.versions(source.repo, source.name);
}

async function downloadAt(
  asked: {
    readonly place: AskedSource<RemoteSource>;
    readonly version: string;
    readonly indexDigest: "refuse" | "warn";
  },
  { repository, registry }: RemoteOutside,
): Promise<ChartArchive> {
  const { place, version, indexDigest } = asked;
  const { source, mirror } = place;
  const from = { chart: source.name, indexDigest, ...(mirror === undefined ? {} : { mirror }) };
  const archive =
    source.kind === "oci"
      ? await registry.download(source.reference, version)
      : await repository.download(version, { ...from, repo: source.repo });
  return mirror === undefined ? archive : { ...archive, mirror: nameOf(place) };
}

/** An archive under another chart's name is a mix-up that Helm would install. */
function named(name: string, archive: ChartArchive): ChartArchive {
  if (archive.metadata.name === name) return archive;
  const message = `${name}: the archive holds the chart ${archive.metadata.name}`;
  throw chartError("CHART-OTHER-CHART", message, "check repo and chart in the manifest");
}

function withoutRepeats(offers: readonly OfferedVersion[]): readonly OfferedVersion[] {
  const seen = new Set<string>();
  return offers.filter(({ version }) => !seen.has(version) && seen.add(version));
}
