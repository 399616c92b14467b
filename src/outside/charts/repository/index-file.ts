import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

/** Whoever looks at the bytes of an index as they are read. */
export interface IndexFileReader {
  /** The first bytes, before anything else: what kind of file it is. */
  start(bytes: Buffer): "lines" | "chunks";
  /** Whether a line that is indented so far says nothing: most lines of an index belong to other charts. */
  skips(indent: number): boolean;
  /** One line without its line end. */
  line(text: string): void;
  chunk(bytes: Buffer): void;
}

const CHUNK = 256 * 1024;
/** Generators fold long texts; a line like this is no index of a chart repository. */
const MAX_LINE = 16 * 1024 * 1024;

/** A file, or what is left of one that is only open any more. */
export interface OpenedFile {
  readonly path: string;
  readonly descriptor?: number;
}

/** The bytes from the start, as often as they are asked for. */
export function streamIndexFile({ path, descriptor }: OpenedFile): Readable {
  const shared = descriptor === undefined ? {} : { fd: descriptor, autoClose: false };
  return createReadStream(path, { ...shared, start: 0, highWaterMark: CHUNK });
}

/** Reads a file of any size in little memory; the hex SHA-256 of what was read, or what keeps it from being an index. */
export async function readIndexFile(
  file: OpenedFile,
  reader: IndexFileReader,
): Promise<{ readonly digest: string; readonly size: number } | { readonly problem: string }> {
  const hash = createHash("sha256");
  const lines = createLines(reader);
  let way: "lines" | "chunks" | undefined;
  let size = 0;
  for await (const data of streamIndexFile(file)) {
    const chunk = data as Buffer;
    size += chunk.length;
    hash.update(chunk);
    const content = way === undefined ? withoutMark(chunk) : chunk;
    way ??= reader.start(content.subarray(0, 512));
    if (way === "chunks") reader.chunk(content);
    else if (lines.push(content) > MAX_LINE) return { problem: `it has a line of more than ${MAX_LINE} bytes` };
  }
  lines.end();
  return { digest: hash.digest("hex"), size };
}

/** Without the byte order mark of UTF-8, which some editors leave. */
function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

/** `push` returns how many bytes wait for the end of their line. Lines that are skipped are never made into text. */
function createLines(reader: IndexFileReader): { push(chunk: Buffer): number; end(): void } {
  let rest: Buffer[] = [];
  let waiting = 0;
  const line = (bytes: Buffer, start: number, end: number): void => {
    if (!reader.skips(indentOf(bytes, start, end))) reader.line(bytes.toString("utf8", start, end));
  };
  const endRest = (last: Buffer): void => {
    const whole = rest.length === 0 ? last : Buffer.concat([...rest, last]);
    line(whole, 0, whole.length);
    rest = [];
    waiting = 0;
  };
  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        if (rest.length > 0) endRest(chunk.subarray(start, end));
        else line(chunk, start, end);
        start = end + 1;
      }
      if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)));
      waiting += chunk.length - start;
      return waiting;
    },
    end: () => endRest(Buffer.alloc(0)),
  };
}

const NEWLINE = 0x0a;

/** Blanks at the start; of a line that is nothing else, all of them. */
function indentOf(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1;
  return at - start;
}
