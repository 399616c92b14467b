import type { ChartArchive } from "../chart-archives.ts";
import { MAX_DOWNLOAD } from "../archive/archive-limits.ts";
import { refusedChart } from "../archive/chart-error.ts";
import { readChart } from "../archive/read-chart.ts";
import { askInOrder } from "../ask-in-order.ts";
import type { Transfer } from "../transfer/create-transfer.ts";
import { getResponse, readBody } from "../transfer/get-bytes.ts";
import { showUrl } from "../transfer/url.ts";
import { withRetries } from "../transfer/with-retries.ts";
import { authorizationFor } from "./authorization-for.ts";
import type { IndexEntry } from "./index-entry.ts";
import { belowRepository, inRepository } from "./repository-address.ts";

export interface WantedEntry {
  /** The repository that is asked. */
  readonly repo: string;
  /** When it is a mirror: which part of the source's addresses is which part of the mirror's. */
  readonly mirror?: { readonly from: string; readonly to: string };
  readonly chart: string;
  readonly entry: IndexEntry;
  /** An archive that has not the digest in the index: refused, or told only. */
  readonly indexDigest: "refuse" | "warn";
}

/** From the first address that gives what the index promises. */
export async function downloadEntry(wanted: WantedEntry, outside: Transfer): Promise<ChartArchive> {
  return await askInOrder({
    places: addressesOf(wanted),
    ask: (url) => downloadFrom(url, wanted, outside),
    nameOf: showUrl,
    tell: outside.progress,
  });
}

/** An absolute address into the mirrored repository is looked for on the mirror first. */
export function addressesOf({ repo, mirror, entry }: WantedEntry): readonly string[] {
  const urls = entry.urls.flatMap((written) => {
    const url = inRepository(repo, written);
    const below = mirror && belowRepository(mirror.from, url);
    return mirror === undefined || below === undefined ? [url] : [inRepository(mirror.to, below), url];
  });
  return [...new Set(urls)];
}

async function downloadFrom(url: string, wanted: WantedEntry, outside: Transfer): Promise<ChartArchive> {
  const { repo, chart, entry, mirror } = wanted;
  const what = `${chart} ${entry.version}`;
  const { policy, progress, transfers } = outside;
  const trusted = mirror === undefined ? [repo] : [repo, mirror.from, mirror.to];
  const authorization = await authorizationFor(outside.credentials, url, trusted);
  const shown = { from: showUrl(url), transfers };
  const { bytes, from } = await withRetries({ what, policy, progress, shown }, async (attempt) => {
    const request = { url, headers: {}, ...(authorization === undefined ? {} : { authorization }) };
    const response = await getResponse(outside.client, request, [200]);
    return {
      bytes: await readBody(response, { maxBytes: MAX_DOWNLOAD, excess: "refuse", attempt }),
      from: response.shown,
    };
  });
  const archive = await readChart(bytes, `${what} from ${from}`);
  if (entry.digest === undefined || entry.digest === archive.archive) return archive;
  const difference = `${what} from ${from}: the index promises ${entry.digest}, the archive has ${archive.archive}`;
  if (wanted.indexDigest === "refuse") {
    const hint =
      "the archive was changed after the index was made, or on its way; ask the chart's maintainers (indexDigest: warn in charts/sources.yaml accepts it)";
    throw refusedChart("CHART-INDEX-DIGEST", difference, hint);
  }
  progress(`${difference}; accepted, since charts/sources.yaml says indexDigest: warn`);
  return archive;
}
