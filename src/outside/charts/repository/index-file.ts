import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Whoever looks at the bytes of an index as they are read. */
export interface IndexFileReader {
  /** The first bytes, before anything else: what kind of file it is. */
  start(bytes: Buffer): "lines" | "chunks";
  /** One line without its line end. */
  line(text: string): void;
  chunk(bytes: Buffer): void;
}

const CHUNK = 1024 * 1024;
/** Generators fold long texts; a line like this is no index of a chart repository. */
const MAX_LINE = 16 * 1024 * 1024;

/** Reads a file of any size in little memory; the hex SHA-256 of what was read, or what keeps it from being an index. */
export async function readIndexFile(
  path: string,
  reader: IndexFileReader,
): Promise<{ readonly digest: string } | { readonly problem: string }> {
  const hash = createHash("sha256");
  const lines = createLines((text) => reader.line(text));
  let way: "lines" | "chunks" | undefined;
  for await (const data of createReadStream(path, { highWaterMark: CHUNK })) {
    const chunk = data as Buffer;
    hash.update(chunk);
    const content = way === undefined ? withoutMark(chunk) : chunk;
    way ??= reader.start(content.subarray(0, 512));
    if (way === "chunks") reader.chunk(content);
    else if (lines.push(content) > MAX_LINE) return { problem: `it has a line of more than ${MAX_LINE} bytes` };
  }
  lines.end();
  return { digest: hash.digest("hex") };
}

/** Without the byte order mark of UTF-8, which some editors leave. */
function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

/** `push` returns how many bytes wait for the end of their line. */
function createLines(line: (text: string) => void): { push(chunk: Buffer): number; end(): void } {
  let rest: Buffer[] = [];
  let waiting = 0;
  return {
    push(chunk) {
      const end = chunk.lastIndexOf(0x0a);
      if (end !== -1) {
        const whole = Buffer.concat([...rest, chunk.subarray(0, end)]).toString("utf8");
        for (const text of whole.split("\n")) line(text);
        rest = [];
        waiting = 0;
      }
      rest.push(Buffer.from(chunk.subarray(end + 1)));
      waiting += chunk.length - end - 1;
      return waiting;
    },
    end: () => line(Buffer.concat(rest).toString("utf8")),
  };
}
