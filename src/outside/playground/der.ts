/** The few ASN.1 values a certificate needs, in DER (ITU-T X.690): each function returns tag, length and content. */

export function sequence(...items: readonly Uint8Array[]): Buffer {
  return tagged(0x30, Buffer.concat(items));
}

export function set(...items: readonly Uint8Array[]): Buffer {
  return tagged(0x31, Buffer.concat(items));
}

/** `[number]` around whole values, as in `version [0] EXPLICIT`. */
export function explicit(number: number, ...items: readonly Uint8Array[]): Buffer {
  return tagged(0xa0 | number, Buffer.concat(items));
}

/** `[number]` in place of a primitive value's own tag, as in a GeneralName. */
export function implicit(number: number, content: Uint8Array): Buffer {
  return tagged(0x80 | number, content);
}

/** A non-negative integer, big-endian. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = Buffer.from(bytes.subarray(start));
  const negative = ((trimmed[0] ?? 0) & 0x80) !== 0;
  return tagged(
    0x02,
    negative ? Buffer.concat([Buffer.of(0), trimmed]) : trimmed.length === 0 ? Buffer.of(0) : trimmed,
  );
}

export function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.of(value ? 0xff : 0));
}

/** Dotted form, e.g. `2.5.4.3`. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

export function utf8String(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text, "utf8"));
}

export function octetString(content: Uint8Array): Buffer {
  return tagged(0x04, content);
}

/** `unusedBits`: how many of the last byte's low bits do not count. */
export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.of(unusedBits), content]));
}

/** To the second; UTCTime up to 2049 and GeneralizedTime after it, as RFC 5280 §4.1.2.5 asks. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2), "ascii"))
    : tagged(0x18, Buffer.from(digits, "ascii"));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function tagged(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(value: number): Buffer {
  if (value < 0x80) return Buffer.of(value);
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
