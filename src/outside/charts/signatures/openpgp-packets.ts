/** One packet of OpenPGP, unparsed. */
export interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
}

/**
 * Packets one after another (RFC 9580, 4.2); undefined for what is none, or damaged. Partial lengths are for data, not for keys and
 * signatures.
 */
export function packetsOf(bytes: Uint8Array): readonly Packet[] | undefined {
  const packets: Packet[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  while (offset < bytes.length) {
    const header = headerAt(buffer, offset);
    if (header === undefined || header.end > bytes.length) return undefined;
    packets.push({ tag: header.tag, body: bytes.subarray(header.start, header.end) });
    offset = header.end;
  }
  return packets;
}

interface PacketHeader {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

function headerAt(bytes: Buffer, offset: number): PacketHeader | undefined {
  const first = bytes[offset] ?? 0;
  if ((first & 0x80) === 0) return undefined;
  if ((first & 0x40) !== 0) return newHeader(bytes, offset, first & 0x3f);
  const width = [1, 2, 4][first & 0x03];
  if (width === undefined || offset + 1 + width > bytes.length) return undefined;
  const start = offset + 1 + width;
  return { tag: (first >> 2) & 0x0f, start, end: start + bytes.readUIntBE(offset + 1, width) };
}

function newHeader(bytes: Buffer, offset: number, tag: number): PacketHeader | undefined {
  const one = bytes[offset + 1] ?? 255;
  if (one < 192) return { tag, start: offset + 2, end: offset + 2 + one };
  if (one < 224) {
    const start = offset + 3;
    return { tag, start, end: start + ((one - 192) << 8) + (bytes[offset + 2] ?? 0) + 192 };
  }
  if (one < 255 || offset + 6 > bytes.length) return undefined;
  const start = offset + 6;
  return { tag, start, end: start + bytes.readUInt32BE(offset + 2) };
}
