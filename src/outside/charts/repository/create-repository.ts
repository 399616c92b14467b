import type { ChartArchive, OfferedVersion } from "../chart-archives.ts";
import { chartError } from "../archive/chart-error.ts";
import { showUrl } from "../transfer/url.ts";
import type { ProvenanceFile } from "../signatures/provenance-file.ts";
import { downloadEntry, type WantedEntry } from "./download-entry.ts";
import { provenanceOf } from "./provenance-of.ts";
import { createIndexReader, type IndexOutside } from "./index-reader.ts";
import { repeatedVersions, type ListedChart } from "./index-entry.ts";

/** HTTP chart repositories: an index.yaml and archives beside it or elsewhere. */
export interface Repository {
  versions(repo: string, chart: string): Promise<readonly OfferedVersion[]>;
  download(version: string, from: DownloadFrom): Promise<ChartArchive>;
  /** The .prov file beside the archive; undefined when there is none. */
  provenance(version: string, from: DownloadFrom): Promise<ProvenanceFile | undefined>;
}

export type DownloadFrom = Omit<WantedEntry, "entry">;

export function createRepository(outside: IndexOutside): Repository {
  const read = createIndexReader(outside);
  return {
    async versions(repo, chart) {
      const index = await read(repo, chart);
      for (const oddity of odditiesOf(index, chart)) outside.progress(`${showUrl(repo)}: ${oddity}`);
      return index.entries
        .filter(({ removed }) => !removed)
        .map(({ version, deprecated, digest }) => ({
          version,
          deprecated,
          ...(digest === undefined ? {} : { digest }),
        }));
    },
    async provenance(version, from) {
      const { entries } = await read(from.repo, from.chart);
      const entry = entries.find((candidate) => candidate.version === version);
      return entry && (await provenanceOf({ ...from, entry }, outside));
    },
    async download(version, from) {
      const { repo, chart } = from;
      const entry = (await read(repo, chart)).entries.find((candidate) => candidate.version === version);
      if (entry) return await downloadEntry({ ...from, entry }, outside);
      throw chartError(
        "CHART-NO-VERSION",
        `${showUrl(repo)}: no longer lists ${chart} ${version}`,
        "restore a vendored copy, or move to another version with `addons lock --update`",
      );
    },
  };
}

function odditiesOf(index: ListedChart, chart: string): readonly string[] {
  const { skipped } = index;
  const removed = index.entries.filter((entry) => entry.removed).length;
  const repeated = repeatedVersions(index.entries);
  return [
    ...(skipped === 0 ? [] : [`${counted(skipped, "unusable entry", "unusable entries")} of ${chart} skipped`]),
    ...(removed === 0 ? [] : [`${counted(removed, "version", "versions")} of ${chart} marked as removed`]),
    ...(repeated.length === 0
      ? []
      : [`lists ${chart} ${repeated.join(", ")} more than once, with different archives; the first one counts`]),
  ];
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
