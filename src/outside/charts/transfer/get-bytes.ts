import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { describeBytes } from "../archive/describe-bytes.ts";
import { asTransferError, type HttpClient, type HttpRequest, type HttpResponse } from "./open-http.ts";
import { TransferError } from "./transfer-error.ts";
import { showUrl } from "./url.ts";

/** One GET whose answer is one of `accepted`; anything else is a TransferError that says what came. */
export async function getResponse(
  client: HttpClient,
  request: HttpRequest,
  accepted: readonly number[],
): Promise<HttpResponse> {
  const response = await client.open({ ...request, headers: { "user-agent": "addons", ...request.headers } });
  if (accepted.includes(response.status)) return response;
  const start = await readBody(response, { maxBytes: 64 * 1024, excess: "cut" }).catch(() => Buffer.alloc(0));
  const answer = start.length === 0 ? "" : `, with ${describeBytes(start)}`;
  const retryAfterMs = parseRetryAfter(response.headers["retry-after"]);
  throw new TransferError(`${showUrl(response.url)}: the server answered ${response.status}${answer}`, {
    retry: response.status === 429 || response.status === 408 || response.status >= 500 ? "yes" : "never",
    status: response.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

export interface BodyLimit {
  readonly maxBytes: number;
  readonly excess: "refuse" | "cut";
}

/** The whole body in memory. */
export async function readBody(response: HttpResponse, limit: BodyLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyChunks(response, "as-sent")) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= limit.maxBytes) continue;
    if (limit.excess === "cut") break;
    throw new TransferError(`${showUrl(response.url)}: sends more than ${limit.maxBytes} bytes`, { retry: "never" });
  }
  return Buffer.concat(chunks);
}

/** Chunks as they come; a body that is cut off is a TransferError. Leaving the loop early closes the connection. */
export async function* bodyChunks(response: HttpResponse, coding: "as-sent" | "decoded"): AsyncGenerator<Buffer> {
  const isGzip = coding === "decoded" && response.headers["content-encoding"] === "gzip";
  const stream: Readable = isGzip ? pipeline(response.body, createGunzip(), () => undefined) : response.body;
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw asTransferError(error, response.url);
  } finally {
    if (!response.body.complete) response.body.destroy();
  }
}

/** Seconds or an HTTP date. */
function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header) - Date.now();
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
