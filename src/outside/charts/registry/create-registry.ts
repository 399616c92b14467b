import { sha256 } from "../../../support/sha256.ts";
import type { ChartArchive, OfferedVersion } from "../chart-archives.ts";
import { chartError, refusedChart } from "../archive/chart-error.ts";
import { readChart } from "../archive/read-chart.ts";
import type { Credentials } from "../transfer/credentials.ts";
import { getResponse, readBody } from "../transfer/get-bytes.ts";
import type { HttpClient, HttpResponse } from "../transfer/open-http.ts";
import { TransferError } from "../transfer/transfer-error.ts";
import { showUrl } from "../transfer/url.ts";
import { withRetries, type RetryPolicy } from "../transfer/with-retries.ts";
import { authorize } from "./authorize.ts";
import { chartLayer, MANIFEST_TYPES, type ChartLayer } from "./chart-layer.ts";
import { parseReference, type Reference } from "./reference.ts";

export interface RegistryOutside {
  readonly client: HttpClient;
  readonly credentials: Credentials;
  readonly policy: RetryPolicy;
  readonly progress: (message: string) => void;
}

/** OCI registries. `reference` is `host[:port]/path/name`. */
export interface Registry {
  versions(reference: string): Promise<readonly OfferedVersion[]>;
  download(reference: string, version: string): Promise<ChartArchive>;
  /** The archive by its own digest, `undefined` when the registry does not have it (any more). */
  blob(reference: string, archive: string, what: string): Promise<Uint8Array | undefined>;
}

const MAX_ARCHIVE = 32 * 1024 * 1024;
const MAX_PAGE = 8 * 1024 * 1024;
const MAX_PAGES = 200;

export function createRegistry(outside: RegistryOutside): Registry {
  const tokens = new Map<string, string>();
  const get = async (request: RegistryRequest): Promise<HttpResponse> => await getAuthorized(outside, tokens, request);
  const body = async (
    request: RegistryRequest & { readonly maxBytes: number; readonly what: string },
  ): Promise<RegistryAnswer> =>
    await withRetries({ what: request.what, policy: outside.policy, progress: outside.progress }, async () => {
      const response = await get(request);
      return { response, bytes: await readBody(response, { maxBytes: request.maxBytes, excess: "refuse" }) };
    });
  return {
    versions: (reference) => listVersions(parseReference(reference), body),
    download: (reference, version) =>
      downloadChart(parseReference(reference), version, { body, progress: outside.progress }),
    async blob(reference, archive, what) {
      const parsed = parseReference(reference);
      outside.progress(`${what}: downloading from ${parsed.shown}`);
      const accepted = [200, 404];
      const answer = await body({ reference: parsed, path: `blobs/${archive}`, what, accepted, maxBytes: MAX_ARCHIVE });
      return answer.response.status === 404 ? undefined : answer.bytes;
    },
  };
}

interface RegistryRequest {
  readonly reference: Reference;
  /** Below `/v2/NAME/`, or a whole path from a Link header. */
  readonly path: string;
  readonly accept?: string;
  readonly accepted?: readonly number[];
}
interface RegistryAnswer {
  readonly response: HttpResponse;
  readonly bytes: Buffer;
}
type GetBody = (
  request: RegistryRequest & { readonly maxBytes: number; readonly what: string },
) => Promise<RegistryAnswer>;

/** Anonymous first; a challenge is answered once, and the answer kept for this repository. */
async function getAuthorized(
  outside: RegistryOutside,
  tokens: Map<string, string>,
  request: RegistryRequest,
): Promise<HttpResponse> {
  const { reference, path, accepted = [200] } = request;
  const url = path.startsWith("/")
    ? new URL(path, reference.base).href
    : `${reference.base}/v2/${reference.name}/${path}`;
  const headers = request.accept === undefined ? {} : { accept: request.accept };
  const key = `${reference.base}/${reference.name}`;
  const known = tokens.get(key);
  const first = { url, headers, ...(known === undefined ? {} : { authorization: known }) };
  const response = await getResponse(outside.client, first, [...accepted, 401]);
  if (response.status !== 401) return response;
  response.body.destroy();
  const challenge = response.headers["www-authenticate"] ?? "";
  const target = { host: reference.host, scope: `repository:${reference.name}:pull` };
  const authorization = await authorize(outside, challenge, target);
  if (authorization === undefined)
    throw new TransferError(`${showUrl(url)}: the registry asks for a login`, { retry: "never", status: 401 });
  tokens.set(key, authorization);
  return await getResponse(outside.client, { url, headers, authorization }, accepted);
}

/** `+` cannot stand in a tag, so Helm writes `_`. Tags that are no versions belong to signatures and the like. */
async function listVersions(reference: Reference, body: GetBody): Promise<readonly OfferedVersion[]> {
  const versions: OfferedVersion[] = [];
  let path: string | undefined = "tags/list?n=1000";
  for (let page = 0; path !== undefined && page < MAX_PAGES; page++) {
    const answer: RegistryAnswer = await body({
      reference,
      path,
      what: `versions of ${reference.shown}`,
      maxBytes: MAX_PAGE,
    });
    for (const tag of parseTags(answer.bytes, reference.shown)) {
      const version = tag.replaceAll("_", "+");
      if (/^v?\d+\.\d+\.\d+([-+]|$)/.test(version)) versions.push({ version, deprecated: false });
    }
    path = nextPage(answer.response.headers["link"], answer.response.url, reference);
  }
  return versions;
}

/** `</v2/NAME/tags/list?last=x&n=1000>; rel="next"`, on the same server only. */
function nextPage(link: string | string[] | undefined, url: string, reference: Reference): string | undefined {
  const found = /<([^>]*)>\s*;\s*rel="?next"?/i.exec([link ?? ""].flat().join(","));
  const next = found?.[1] === undefined ? null : URL.parse(found[1], url);
  return next && next.origin === new URL(reference.base).origin ? next.pathname + next.search : undefined;
}

function parseTags(bytes: Buffer, shown: string): readonly string[] {
  try {
    const { tags } = JSON.parse(bytes.toString("utf8")) as { tags?: unknown };
    if (tags === null || tags === undefined) return [];
    if (Array.isArray(tags)) return tags.filter((tag): tag is string => typeof tag === "string");
  } catch {
    // Told below.
  }
  throw chartError("CHART-REGISTRY", `${shown}: the answer is not a list of tags; is this a registry?`);
}

async function downloadChart(
  reference: Reference,
  version: string,
  outside: { readonly body: GetBody; readonly progress: (message: string) => void },
): Promise<ChartArchive> {
  const what = `${reference.shown} ${version}`;
  outside.progress(`${what}: downloading`);
  const path = `manifests/${encodeURIComponent(version.replaceAll("+", "_"))}`;
  const accept = MANIFEST_TYPES.join(", ");
  const manifest = await outside.body({ reference, path, accept, what, maxBytes: MAX_PAGE });
  const digest = `sha256:${sha256(manifest.bytes)}`;
  const promised = manifest.response.headers["docker-content-digest"];
  if (typeof promised === "string" && promised.startsWith("sha256:") && promised !== digest) {
    throw refusedChart(
      "CHART-DIGEST",
      `${what}: the registry promises the manifest ${promised}, the bytes have ${digest}`,
    );
  }
  const layer: ChartLayer = chartLayer(manifest.bytes, what);
  if (layer.size > MAX_ARCHIVE) throw refusedChart("CHART-TOO-LARGE", `${what}: has ${layer.size} bytes`);
  const blob = await outside.body({ reference, path: `blobs/${layer.digest}`, what, maxBytes: MAX_ARCHIVE });
  const archive = await readChart(blob.bytes, what);
  if (archive.archive !== layer.digest) {
    throw refusedChart(
      "CHART-DIGEST",
      `${what}: the manifest promises ${layer.digest}, the archive has ${archive.archive}`,
    );
  }
  return { ...archive, manifest: digest };
}
