import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { createLines, type LineReader } from "./index-lines.ts";

/** Whoever looks at the bytes of an index as they are read. Positions count bytes from the start of the file. */
export interface IndexFileReader extends LineReader {
  /** The first bytes, before anything else: what kind of file it is. */
  start(bytes: Buffer): "lines" | "chunks";
  chunk(bytes: Buffer, position: number): void;
}

const CHUNK = 64 * 1024;
/** Generators fold long texts; a line like this is no index of a chart repository. */
const MAX_LINE = 16 * 1024 * 1024;

/** A file, or what is left of one that is only open any more. */
export interface OpenedFile {
  readonly path: string;
  readonly descriptor?: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * A part of the file as it was when the whole had the right digest. The sum finds damage between two reads of one run; against
 * whoever writes into this folder on purpose, the digest that lies beside the file would be no help either.
 */
interface Block extends Range {
  readonly sum: number;
}

export interface ReadFile {
  /** Hex SHA-256 of all bytes. */
  readonly digest: string;
  readonly size: number;
  /** Without a gap, in order. */
  readonly blocks: readonly Block[];
}

/** The bytes from the start, as often as they are asked for. */
function streamIndexFile({ path, descriptor }: OpenedFile, range: Partial<Range> = {}): Readable {
  const shared = descriptor === undefined ? {} : { fd: descriptor, autoClose: false };
  // Streams count the last byte in.
  const end = range.end === undefined ? {} : { end: range.end - 1 };
  return createReadStream(path, { ...shared, start: range.start ?? 0, ...end, highWaterMark: CHUNK });
}

/** Reads a file of any size in little memory; what keeps it from being an index when it is none. */
export async function readIndexFile(
  file: OpenedFile,
  reader: IndexFileReader,
): Promise<ReadFile | { readonly problem: string }> {
  const hash = createHash("sha256");
  const lines = createLines(reader);
  const blocks: Block[] = [];
  let way: "lines" | "chunks" | undefined;
  let size = 0;
  for await (const data of streamIndexFile(file)) {
    const chunk = data as Buffer;
    hash.update(chunk);
    blocks.push({ start: size, end: size + chunk.length, sum: crc32(chunk) });
    size += chunk.length;
    const content = way === undefined ? withoutMark(chunk) : chunk;
    way ??= reader.start(content.subarray(0, 512));
    if (way === "chunks") reader.chunk(content, size - content.length);
    else if (lines.push(content, size - content.length) > MAX_LINE)
      return { problem: `it has a line of more than ${MAX_LINE} bytes` };
  }
  lines.end();
  return { digest: hash.digest("hex"), size, blocks };
}

/** Gives the bytes of a range in pieces, as they were when the file was read as a whole; `changed` when they are not any more. */
export async function readRange(
  file: OpenedFile & Pick<ReadFile, "blocks">,
  { start, end }: Range,
  take: (bytes: Buffer) => void,
): Promise<"read" | "changed"> {
  const blocks = file.blocks.filter((block) => block.start < end && block.end > start);
  const [{ start: first } = { start: 0 }] = blocks;
  let pending: Buffer = Buffer.alloc(0);
  let done = 0;
  for await (const data of streamIndexFile(file, { start: first, end: blocks.at(-1)?.end ?? first + 1 })) {
    pending = pending.length === 0 ? (data as Buffer) : Buffer.concat([pending, data as Buffer]);
    for (let block = blocks[done]; block && pending.length >= block.end - block.start; block = blocks[done]) {
      const bytes = pending.subarray(0, block.end - block.start);
      if (crc32(bytes) !== block.sum) return "changed";
      take(bytes.subarray(Math.max(0, start - block.start), end - block.start));
      pending = pending.subarray(bytes.length);
      done += 1;
    }
  }
  return done === blocks.length ? "read" : "changed";
}

/** Without the byte order mark of UTF-8, which some editors leave. */
function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

/** `undefined` when the file is not there: another process may have put a newer index in its place. */
export async function unlessGone<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
