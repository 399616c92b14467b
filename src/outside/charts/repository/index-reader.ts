import { nearest } from "../../../support/nearest.ts";
import { onceFor } from "../../../support/once.ts";
import { chartError } from "../archive/chart-error.ts";
import type { CachedIndex, IndexCache } from "../cache/index-cache.ts";
import type { Transfer } from "../transfer/create-transfer.ts";
import { bodyChunks, getResponse } from "../transfer/get-bytes.ts";
import type { HttpResponse } from "../transfer/open-http.ts";
import { TransferError } from "../transfer/transfer-error.ts";
import { showUrl } from "../transfer/url.ts";
import { withRetries, type Attempt } from "../transfer/with-retries.ts";
import { authorizationFor } from "./authorization-for.ts";
import { readIndex, type ChartIndex } from "./read-index.ts";
import { inRepository } from "./repository-address.ts";

export interface IndexOutside extends Transfer {
  readonly indexes: IndexCache;
}

/** What an index lists of one chart, which it has. */
export type IndexReader = (repo: string, chart: string) => Promise<ChartIndex>;

const MAX_INDEX = 256 * 1024 * 1024;
const MAX_INDEX_RATIO = 200;

/** Each index is asked for once per run, whatever the number of charts, and only the wanted chart's part of it is read. */
export function createIndexReader(outside: IndexOutside): IndexReader {
  const fetched = new Map<string, Promise<FetchedIndex>>();
  const readFetched = async (url: string, chart: string): Promise<ChartIndex | undefined> => {
    const fetching = onceFor(fetched, url, () => fetchIndex(outside, url));
    try {
      const { index, shown } = await fetching;
      return await readIndex(index, chart, shown);
    } catch (error) {
      // What is no index (a log-in page, say) must not be met again by a later 304.
      await outside.indexes.drop(url);
      if (fetched.get(url) === fetching) fetched.delete(url);
      throw error;
    }
  };
  return async (repo, chart) => {
    const url = inRepository(repo, "index.yaml");
    const index = await readFetched(url, chart);
    if (index) return requireChart(index, chart, url);
    outside.progress(`${showUrl(url)}: its copy in the cache is damaged and is fetched again`);
    await outside.indexes.drop(url);
    fetched.delete(url);
    const again = await readFetched(url, chart);
    if (!again) throw chartError("CHART-CACHE", `${showUrl(url)}: its copy in the cache changes while it is read`);
    return requireChart(again, chart, url);
  };
}

interface FetchedIndex {
  readonly index: CachedIndex;
  /** Its address with the redirects to it. */
  readonly shown: string;
}

async function fetchIndex(outside: IndexOutside, url: string): Promise<FetchedIndex> {
  const known = await outside.indexes.get(url);
  const authorization = await authorizationFor(outside.credentials, url, [url]);
  const headers = {
    "accept-encoding": "gzip",
    ...(known?.etag === undefined ? {} : { "if-none-match": known.etag }),
    ...(known?.lastModified === undefined ? {} : { "if-modified-since": known.lastModified }),
  };
  const { policy, progress, transfers } = outside;
  const shown = { from: showUrl(url), transfers };
  return await withRetries({ what: "chart index", policy, progress, shown }, async (attempt) => {
    const request = { url, headers, ...(authorization === undefined ? {} : { authorization }) };
    const response = await getResponse(outside.client, request, known ? [200, 304] : [200]);
    if (response.status === 304 && known) {
      response.body.resume();
      attempt.unchanged();
      return { index: known, shown: response.shown };
    }
    const index = await outside.indexes.put(url, limited(response, attempt), validatorsOf(response));
    return { index, shown: response.shown };
  });
}

async function* limited(response: HttpResponse, attempt: Attempt): AsyncGenerator<Buffer> {
  const packed = Number(response.headers["content-length"] ?? Number.NaN);
  const isGzip = response.headers["content-encoding"] === "gzip";
  const ratioLimit = isGzip && !Number.isNaN(packed) ? Math.max(1024 * 1024, packed * MAX_INDEX_RATIO) : MAX_INDEX;
  let size = 0;
  for await (const chunk of bodyChunks(response, { coding: "decoded", attempt })) {
    size += chunk.length;
    if (size > Math.min(MAX_INDEX, ratioLimit)) {
      const why = size > MAX_INDEX ? `more than ${MAX_INDEX} bytes` : "far more than its compressed size (a zip bomb?)";
      const hint = "tell whoever runs the repository; a vendored copy (`addons vendor`) needs no index";
      throw new TransferError(`${response.shown}: the index has ${why}`, { retry: "never", hint });
    }
    yield chunk;
  }
  if (size === 0) {
    const hint = "tell whoever runs the repository: nothing was taken from it";
    throw new TransferError(`${response.shown}: the index is empty`, { retry: "yes", hint });
  }
}

function validatorsOf(response: HttpResponse): { etag?: string; lastModified?: string } {
  const { etag } = response.headers;
  const lastModified = response.headers["last-modified"];
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
}

function requireChart(index: ChartIndex, chart: string, url: string): ChartIndex {
  if (index.names.length === 0) throw chartError("CHART-INDEX", `${showUrl(url)}: the index lists no chart at all`);
  if (index.names.includes(chart)) return index;
  const near = nearest(chart, index.names);
  const hint = near === undefined ? "check repo and chart in the manifest" : `did you mean ${near}?`;
  throw chartError("CHART-NOT-IN-INDEX", `${showUrl(url)}: has no chart ${chart}`, hint);
}
