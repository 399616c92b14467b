import { nearest } from "../../../support/nearest.ts";
import type { ChartArchive, OfferedVersion } from "../chart-archives.ts";
import { chartError, refusedChart } from "../archive/chart-error.ts";
import { readChart } from "../archive/read-chart.ts";
import type { CachedIndex, IndexCache } from "../cache/index-cache.ts";
import { basicAuth, type Credentials } from "../transfer/credentials.ts";
import { bodyChunks, getResponse, readBody } from "../transfer/get-bytes.ts";
import type { HttpClient, HttpResponse } from "../transfer/open-http.ts";
import { TransferError } from "../transfer/transfer-error.ts";
import { isLoopback, showUrl } from "../transfer/url.ts";
import { withRetries, type RetryPolicy } from "../transfer/with-retries.ts";
import { readIndex, type ChartIndex, type IndexEntry } from "./read-index.ts";

export interface RepositoryOutside {
  readonly client: HttpClient;
  readonly credentials: Credentials;
  readonly indexes: IndexCache;
  readonly policy: RetryPolicy;
  readonly progress: (message: string) => void;
}

/** HTTP chart repositories: an index.yaml and archives beside it or elsewhere. */
export interface Repository {
  versions(repo: string, chart: string): Promise<readonly OfferedVersion[]>;
  download(repo: string, chart: string, version: string): Promise<ChartArchive>;
}

const MAX_INDEX = 256 * 1024 * 1024;
const MAX_INDEX_RATIO = 200;
const MAX_ARCHIVE = 32 * 1024 * 1024;

export function createRepository(outside: RepositoryOutside): Repository {
  const read = createIndexReader(outside);
  return {
    async versions(repo, chart) {
      const { entries, skipped } = await read(repo, chart);
      if (skipped > 0) outside.progress(`${showUrl(repo)}: ${skipped} unusable entries of ${chart} were skipped`);
      return entries.map(({ version, deprecated, digest }) => ({
        version,
        deprecated,
        ...(digest === undefined ? {} : { digest }),
      }));
    },
    async download(repo, chart, version) {
      const entry = (await read(repo, chart)).entries.find((candidate) => candidate.version === version);
      if (entry) return await downloadEntry(outside, { repo, chart, entry });
      throw chartError(
        "CHART-NO-VERSION",
        `${showUrl(repo)}: no longer lists ${chart} ${version}`,
        "restore a vendored copy, or move to another version with `addons lock --update`",
      );
    },
  };
}

/** Each index is asked for once per run, whatever the number of charts. */
function createIndexReader(outside: RepositoryOutside): (repo: string, chart: string) => Promise<ChartIndex> {
  const fetched = new Map<string, Promise<CachedIndex>>();
  const readFetched = async (url: string, chart: string): Promise<ChartIndex | undefined> => {
    const fetching = fetched.get(url) ?? fetchIndex(outside, url);
    fetched.set(url, fetching);
    try {
      return await readIndex(await fetching, chart, showUrl(url));
    } catch (error) {
      // What is no index (a log-in page, say) must not be met again by a later 304.
      await outside.indexes.drop(url);
      fetched.delete(url);
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

async function fetchIndex(outside: RepositoryOutside, url: string): Promise<CachedIndex> {
  const known = await outside.indexes.get(url);
  const authorization = await authorizationFor(outside.credentials, url, url);
  const headers = {
    "accept-encoding": "gzip",
    ...(known?.etag === undefined ? {} : { "if-none-match": known.etag }),
    ...(known?.lastModified === undefined ? {} : { "if-modified-since": known.lastModified }),
  };
  return await withRetries(
    { what: "chart repository", policy: outside.policy, progress: outside.progress },
    async () => {
      const request = { url, headers, ...(authorization === undefined ? {} : { authorization }) };
      const response = await getResponse(outside.client, request, known ? [200, 304] : [200]);
      if (response.status === 304 && known) {
        response.body.resume();
        return known;
      }
      return await outside.indexes.put(url, limited(response), validatorsOf(response));
    },
  );
}

async function* limited(response: HttpResponse): AsyncGenerator<Buffer> {
  const packed = Number(response.headers["content-length"] ?? Number.NaN);
  const isGzip = response.headers["content-encoding"] === "gzip";
  const ratioLimit = isGzip && !Number.isNaN(packed) ? Math.max(1024 * 1024, packed * MAX_INDEX_RATIO) : MAX_INDEX;
  let size = 0;
  for await (const chunk of bodyChunks(response, "decoded")) {
    size += chunk.length;
    if (size > Math.min(MAX_INDEX, ratioLimit)) {
      const why = size > MAX_INDEX ? `more than ${MAX_INDEX} bytes` : "far more than its compressed size (a zip bomb?)";
      throw new TransferError(`${showUrl(response.url)}: the index has ${why}`, { retry: "never" });
    }
    yield chunk;
  }
  if (size === 0) throw new TransferError(`${showUrl(response.url)}: the index is empty`, { retry: "yes" });
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

/** The first address that answers; then the bytes must be what the index promises. */
async function downloadEntry(
  outside: RepositoryOutside,
  wanted: { readonly repo: string; readonly chart: string; readonly entry: IndexEntry },
): Promise<ChartArchive> {
  const { repo, entry } = wanted;
  const urls = entry.urls.map((url) => inRepository(repo, url));
  for (const [index, url] of urls.entries()) {
    try {
      return await downloadFrom(outside, { ...wanted, url });
    } catch (error) {
      const isLast = index === urls.length - 1;
      if (isLast || !(error instanceof Error && "code" in error && error.code === "CHART-SOURCE")) throw error;
      outside.progress(`${error.message}; trying the next address`);
    }
  }
  throw chartError("CHART-NO-VERSION", `${showUrl(repo)}: ${wanted.chart} ${entry.version} has no address`);
}

async function downloadFrom(
  outside: RepositoryOutside,
  wanted: { readonly repo: string; readonly chart: string; readonly entry: IndexEntry; readonly url: string },
): Promise<ChartArchive> {
  const { repo, chart, entry, url } = wanted;
  const what = `${chart} ${entry.version}`;
  outside.progress(`${what}: downloading from ${showUrl(url)}`);
  const authorization = await authorizationFor(outside.credentials, url, repo);
  const bytes = await withRetries({ what, policy: outside.policy, progress: outside.progress }, async () => {
    const request = { url, headers: {}, ...(authorization === undefined ? {} : { authorization }) };
    return await readBody(await getResponse(outside.client, request, [200]), {
      maxBytes: MAX_ARCHIVE,
      excess: "refuse",
    });
  });
  const archive = await readChart(bytes, `${what} from ${showUrl(url)}`);
  if (entry.digest !== undefined && entry.digest !== archive.archive) {
    throw refusedChart(
      "CHART-INDEX-DIGEST",
      `${what} from ${showUrl(url)}: the index promises ${entry.digest}, the archive has ${archive.archive}`,
      "the archive was changed after the index was made, or on its way; ask the chart's maintainers",
    );
  }
  return archive;
}

/** The repository's login goes to its own scheme, host and port, and over plain http only to this computer. */
async function authorizationFor(credentials: Credentials, url: string, repo: string): Promise<string | undefined> {
  const { origin, host, hostname, protocol } = new URL(url);
  if (origin !== new URL(repo).origin || (protocol !== "https:" && !isLoopback(hostname))) return undefined;
  const credential = await credentials.find(host);
  return credential?.kind === "password" ? basicAuth(credential) : undefined;
}

/** Relative addresses as Helm resolves them: below the repository's path, with its query. */
function inRepository(repo: string, reference: string): string {
  const base = URL.parse(repo);
  if (!base || !["http:", "https:"].includes(base.protocol)) {
    throw chartError("CHART-SOURCE-ADDRESS", `${showUrl(repo)}: not an http or https address`);
  }
  if (base.username !== "" || base.password !== "") {
    throw refusedChart(
      "CHART-SOURCE-ADDRESS",
      `${showUrl(repo)}: holds a user name or password`,
      "take it out; logins are read from Helm's registry/config.json and Docker's config.json (docs/lock.md)",
    );
  }
  const { search } = base;
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(reference);
  const resolved = URL.parse(reference, base);
  if (!resolved || !["http:", "https:"].includes(resolved.protocol)) {
    throw chartError(
      "CHART-SOURCE-ADDRESS",
      `${showUrl(repo)}: lists an address that is not http or https: ${showUrl(reference)}`,
    );
  }
  if (!isAbsolute) resolved.search = search;
  return resolved.href;
}
