import { AddonsError } from "../../../support/addons-error.ts";
import { nearest } from "../../../support/nearest.ts";
import { chartError } from "../archive/chart-error.ts";
import type { CachedIndex, IndexCache } from "../cache/index-cache.ts";
import type { Transfer } from "../transfer/create-transfer.ts";
import { bodyChunks, getResponse } from "../transfer/get-bytes.ts";
import type { HttpResponse } from "../transfer/open-http.ts";
import { TransferError } from "../transfer/transfer-error.ts";
import { showUrl } from "../transfer/url.ts";
import { withRetries, type Attempt } from "../transfer/with-retries.ts";
import { authorizationFor } from "./authorization-for.ts";
import type { ListedChart } from "./index-entry.ts";
import { openIndex } from "./open-index.ts";
import type { OpenedIndex } from "./opened-index.ts";
import { inRepository } from "./repository-address.ts";

export interface IndexOutside extends Transfer {
  readonly indexes: IndexCache;
}

/** What an index lists of one chart, which it has. */
export type IndexReader = (repo: string, chart: string) => Promise<ListedChart>;

const MAX_INDEX = 256 * 1024 * 1024;
const MAX_INDEX_RATIO = 200;

/** Each index is asked for and gone through once per run, and each chart's part of it read once, whatever the number of add-ons. */
export function createIndexReader(outside: IndexOutside): IndexReader {
  const opened = new Map<string, Opening>();
  const open = (url: string, from: "anywhere" | "source"): Opening => {
    const opening = fetchAndOpen(outside, url, from);
    opened.set(url, opening);
    return opening;
  };
  const read = async (url: string, chart: string, opening: Opening): Promise<ListedChart | undefined> => {
    try {
      const index = await opening;
      return await index?.chart(requireChart(index, chart, url));
    } catch (error) {
      if (error instanceof AddonsError && error.code === NOT_LISTED) throw error;
      // What is no index (a log-in page, say) must not be met again by a later 304. A server that is down says nothing of it.
      if (error instanceof AddonsError && error.code === "CHART-INDEX") await outside.indexes.drop(url);
      if (opened.get(url) === opening) opened.delete(url);
      throw error;
    }
  };
  return async (repo, chart) => {
    const url = inRepository(repo, "index.yaml");
    const first = opened.get(url) ?? open(url, "anywhere");
    const listed = await read(url, chart, first);
    if (listed) return listed;
    const newest = opened.get(url);
    const again = await read(url, chart, newest === undefined || newest === first ? open(url, "source") : newest);
    if (!again) throw chartError("CHART-CACHE", `${showUrl(url)}: its copy in the cache changes while it is read`);
    return again;
  };
}

/** `undefined`: the file is damaged. */
type Opening = Promise<OpenedIndex | undefined>;

async function fetchAndOpen(
  outside: IndexOutside,
  url: string,
  from: "anywhere" | "source",
): Promise<OpenedIndex | undefined> {
  if (from === "source") {
    outside.progress(`${showUrl(url)}: its copy in the cache is damaged and is fetched again`);
    await outside.indexes.drop(url);
  }
  const { index, shown } = await fetchIndex(outside, url);
  return await openIndex(index, shown);
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

const NOT_LISTED = "CHART-NOT-IN-INDEX";

/** The chart's name, when the index has it. */
function requireChart({ names }: OpenedIndex, chart: string, url: string): string {
  if (names.length === 0) throw chartError("CHART-INDEX", `${showUrl(url)}: the index lists no chart at all`);
  if (names.includes(chart)) return chart;
  const near = nearest(chart, names);
  const hint = near === undefined ? "check repo and chart in the manifest" : `did you mean ${near}?`;
  throw chartError(NOT_LISTED, `${showUrl(url)}: has no chart ${chart}`, hint);
}
