import { chartError, refusedChart } from "./chart-error.ts";

/** One 512-byte header, POSIX ustar, GNU or old V7. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** The type flag: `0` or NUL regular (NUL with a slash at the end: folder), `5` folder, `1` and `2` links, `x` and `g` PAX, `L` and `K` GNU long names. */
  readonly type: string;
  /** What the mode says, which some packers write out in full. */
  readonly fileType: "regular" | "other";
  readonly link: string;
}

export function parseHeader(block: Buffer, origin: string): TarHeader {
  if (parseNumber(block.subarray(148, 156)) !== checksum(block)) {
    throw chartError("CHART-CORRUPT", `${origin}: a tar header has a wrong checksum`);
  }
  const size = parseNumber(block.subarray(124, 136));
  if (size === undefined || !Number.isSafeInteger(size)) {
    throw chartError("CHART-CORRUPT", `${origin}: a tar header has no usable size`);
  }
  const mode = parseNumber(block.subarray(100, 108));
  if (mode === undefined) throw chartError("CHART-CORRUPT", `${origin}: a tar header has no usable mode`);
  const front = frontOf(block, origin);
  const name = decodeText(block.subarray(0, 100), origin);
  return {
    name: front === "" ? name : `${front}/${name}`,
    size,
    type: String.fromCharCode(block[156] ?? 0),
    fileType: [0, REGULAR].includes(Math.floor(mode / 0o10000) * 0o10000) ? "regular" : "other",
    link: decodeText(block.subarray(157, 257), origin),
  };
}

const REGULAR = 0o100000;

/** What a name goes on from: ustar has 155 bytes for it, star 131; GNU keeps times there. */
function frontOf(block: Buffer, origin: string): string {
  const magic = block.toString("latin1", 257, 265);
  if (magic.startsWith("ustar\0")) {
    const isStar = block.toString("latin1", 508, 512) === "tar\0";
    return decodeText(block.subarray(345, isStar ? 476 : 500), origin);
  }
  const times = [block.subarray(345, 357), block.subarray(357, 369)];
  if (magic === "ustar  \0" && times.some((time) => time[0] !== 0 && parseNumber(time) === undefined)) {
    // Go would take them for the front part of a name.
    throw refusedChart("CHART-UNUSUAL-ENTRY", `${origin}: a GNU header of a tar has text where its times should be`);
  }
  return "";
}

/** PAX records: `LENGTH KEY=VALUE\n`, the length counting itself. */
export function parsePax(body: Buffer, origin: string): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let offset = 0;
  while (offset < body.length && body[offset] !== 0) {
    const space = body.indexOf(0x20, offset);
    const digits = body.toString("latin1", offset, Math.max(offset, space));
    const end = offset + Number(digits);
    if (!/^[1-9]\d{0,7}$/.test(digits) || end > body.length || body[end - 1] !== 0x0a) {
      throw chartError("CHART-CORRUPT", `${origin}: a PAX header is malformed`);
    }
    const record = decodeText(body.subarray(space + 1, end - 1), origin);
    const equals = record.indexOf("=");
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    offset = end;
  }
  return records;
}

/** Octal text, perhaps between blanks and zero bytes, or big-endian binary when the first bit is set (GNU). */
function parseNumber(field: Buffer): number | undefined {
  if (((field[0] ?? 0) & 0x80) !== 0) {
    if (field[0] !== 0x80) return undefined;
    return field.subarray(1).reduce((number, byte) => number * 256 + byte, 0);
  }
  const digits = field
    .toString("latin1")
    .replaceAll(/^[ \0]+|[ \0]+$/g, "")
    .replace(/\0.*$/s, "");
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** Sum of all bytes, the checksum field itself counted as spaces. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

/** A field up to its NUL, strictly UTF-8. */
export function decodeText(field: Buffer, origin: string): string {
  const end = field.indexOf(0);
  const bytes = end === -1 ? field : field.subarray(0, end);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusedChart(
      "CHART-UNSAFE-PATH",
      `${origin}: a file name is not UTF-8 (${bytes.toString("hex").slice(0, 64)})`,
    );
  }
}
