import type { Readable } from "node:stream";

export interface Captured {
  /** Resolves when the stream is closed, however it ended. */
  readonly closed: Promise<void>;
  text(): string;
  bytes(): Uint8Array;
  /** Whether there was more than the limit. */
  isCut(): boolean;
}

/** Keeps the first bytes of a stream up to the limit and says so when there was more; reads on, so that the writer never blocks. */
export function captureOutput(stream: Readable | null, limit: number): Captured {
  if (stream === null)
    return { closed: Promise.resolve(), text: () => "", bytes: () => new Uint8Array(), isCut: () => false };
  const chunks: Buffer[] = [];
  let kept = 0;
  let dropped = 0;
  stream.on("data", (chunk: Buffer) => {
    const take = Math.min(chunk.length, limit - kept);
    if (take > 0) chunks.push(chunk.subarray(0, take));
    kept += take;
    dropped += chunk.length - take;
  });
  const closed = new Promise<void>((resolve) => {
    stream.once("close", resolve);
    stream.once("error", () => resolve());
  });
  return {
    closed,
    text: () => Buffer.concat(chunks).toString("utf8") + (dropped === 0 ? "" : `\n… ${dropped} bytes cut\n`),
    bytes: () => Buffer.concat(chunks),
    isCut: () => dropped > 0,
  };
}
