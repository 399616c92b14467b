import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { describeBytes } from "../archive/describe-bytes.ts";
import { explainFailure, PROXY_LOGIN } from "./explain-failure.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "./open-http.ts";
import { TransferError } from "./transfer-error.ts";
import type { Attempt } from "./with-retries.ts";

/** One GET whose answer is one of `accepted`; anything else is a TransferError that says what came. */
export async function getResponse(
  client: HttpClient,
  request: HttpRequest,
  accepted: readonly number[],
): Promise<HttpResponse> {
  const response = await client.open({ ...request, headers: { "user-agent": "addons", ...request.headers } });
  if (accepted.includes(response.status)) return response;
  throw await refusal(response);
}

const MAX_WORDS = 64 * 1024;

async function refusal(response: HttpResponse): Promise<TransferError> {
  const { status, shown, proxy } = response;
  const body = await readBody(response, { maxBytes: MAX_WORDS, excess: "cut", coding: "decoded" }).catch(
    () => undefined,
  );
  const answer = body === undefined || body.length === 0 ? "" : `, with ${describeBytes(body)}`;
  const retryAfterMs = parseRetryAfter(response.headers["retry-after"]);
  const asked = retryAfterMs === undefined ? "" : `, and asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  const who = status === 407 && proxy !== undefined ? "the proxy" : "the server";
  return new TransferError(`${shown}: ${who} answered ${status}${answer}${asked}`, {
    retry: mayPass(status) ? "yes" : "never",
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(who === "the proxy" ? { hint: PROXY_LOGIN } : {}),
  });
}

/** Too early, too much, or a server in trouble; 501 and 505 say that it never will. */
function mayPass(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505);
}

export interface BodyLimit {
  readonly maxBytes: number;
  readonly excess: "refuse" | "cut";
  /** `decoded` unpacks a gzip Content-Encoding; default `as-sent`. */
  readonly coding?: "as-sent" | "decoded";
  /** Told of every byte. */
  readonly attempt?: Attempt;
}

/** The whole body in memory. */
export async function readBody(response: HttpResponse, limit: BodyLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyChunks(response, limit)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= limit.maxBytes) continue;
    if (limit.excess === "cut") break;
    throw new TransferError(`${response.shown}: sends more than ${limit.maxBytes} bytes`, { retry: "never" });
  }
  return Buffer.concat(chunks);
}

/** Indexes unpack to megabytes, and each chunk costs a round through the thread pool, here and when it is written; larger ones fill the memory before they are collected. */
const UNPACKED_CHUNK = 64 * 1024;

/** Chunks as they come; a body that is cut off is a TransferError. Leaving the loop early closes the connection. */
export async function* bodyChunks(
  response: HttpResponse,
  { coding, attempt }: Pick<BodyLimit, "coding" | "attempt">,
): AsyncGenerator<Buffer> {
  const { body } = response;
  const isGzip = coding === "decoded" && response.headers["content-encoding"] === "gzip";
  const length = Number(response.headers["content-length"] ?? Number.NaN);
  const total = Number.isNaN(length) ? undefined : length;
  const counted = countedBytes(body, (bytes) => attempt?.received(bytes, total));
  // Errors arrive through the iteration.
  const stream: Readable | AsyncIterable<unknown> = isGzip
    ? pipeline(counted, createGunzip({ chunkSize: UNPACKED_CHUNK }), () => undefined)
    : counted;
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw explainFailure(error, response);
  } finally {
    if (!body.complete) body.destroy();
  }
}

async function* countedBytes(body: Readable, received: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    received((chunk as Buffer).length);
    yield chunk as Buffer;
  }
}

/** Seconds or an HTTP date. */
function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header) - Date.now();
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
