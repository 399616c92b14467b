export interface LineReader {
  /** How far a line may be indented to say anything: most lines of an index belong to charts that nobody asked for. */
  deepest(): number;
  /** One line without its line end, and where it begins. */
  line(text: string, position: number): void;
}

export interface Lines {
  /** Bytes that stand at `position`; returns how many wait for the end of their line. */
  push(chunk: Buffer, position: number): number;
  end(): void;
}

/** Cuts chunks into lines. Those that are indented too far are passed over without a look at each. */
export function createLines(reader: LineReader): Lines {
  let rest: Buffer[] = [];
  let restAt = 0;
  let waiting = 0;
  const line = (bytes: Buffer, range: { readonly start: number; readonly end: number }, position: number): void => {
    if (indentOf(bytes, range.start, range.end) <= reader.deepest())
      reader.line(bytes.toString("utf8", range.start, range.end), position);
  };
  const endRest = (last: Buffer): void => {
    const whole = rest.length === 0 ? last : Buffer.concat([...rest, last]);
    line(whole, { start: 0, end: whole.length }, restAt);
    rest = [];
    waiting = 0;
  };
  return {
    push(chunk, position) {
      const find = finderIn(chunk);
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        if (rest.length > 0) endRest(chunk.subarray(start, end));
        else line(chunk, { start, end }, position + start);
        start = find(end, reader.deepest());
      }
      if (rest.length === 0) restAt = position + start;
      if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)));
      waiting += chunk.length - start;
      return waiting;
    },
    end: () => endRest(Buffer.alloc(0)),
  };
}

const NEWLINE = 0x0a;

/** Where, from the end of a line on, the next one begins that is not indented further than `deepest`, or is not whole. */
function finderIn(chunk: Buffer): (lineEnd: number, deepest: number) => number {
  let text: string | undefined;
  return (lineEnd, deepest) => {
    if (deepest > DEEPEST_PATTERN) return lineEnd + 1;
    // A search in text is many times faster than a loop over bytes; in Latin-1 each byte is one character.
    text ??= chunk.toString("latin1");
    const pattern = PATTERNS[deepest] ?? /\n/g;
    pattern.lastIndex = lineEnd;
    const found = pattern.exec(text);
    return found === null ? text.lastIndexOf("\n") + 1 : found.index + 1;
  };
}

/** By depth: the end of a line before one that is not indented further. */
const DEEPEST_PATTERN = 16;
const PATTERNS = Array.from(
  { length: DEEPEST_PATTERN + 1 },
  (_, deepest) => new RegExp(`\\n(?![ \\t]{${deepest + 1}})`, "g"),
);

/** Blanks at the start; of a line that is nothing else, all of them. */
function indentOf(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1;
  return at - start;
}
