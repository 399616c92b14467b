import { crc32 } from "node:zlib";

const BLOCK = 512;
const END = Buffer.alloc(2 * BLOCK);

/**
 * A .tgz that depends on names and bytes alone: sorted, mode 0644, no owner, no time, and stored, not compressed, so that
 * no version of zlib can change it. Helm compresses releases itself.
 */
export function writeTarGz(folder: string, files: ReadonlyMap<string, Uint8Array>): Buffer {
  const names = [...files.keys()]
    .map((path) => Buffer.from(`${folder}/${path}`))
    .sort((left, right) => left.compare(right));
  const parts: Buffer[] = [];
  for (const name of names) {
    const body = files.get(name.toString("utf8").slice(folder.length + 1)) ?? new Uint8Array();
    if (name.length > 100) parts.push(...entry(Buffer.from("././@PaxHeader"), paxPath(name), "x"));
    parts.push(...entry(name.subarray(0, 100), body, "0"));
  }
  return gzipStored(Buffer.concat([...parts, END]));
}

function entry(name: Buffer, body: Uint8Array, type: "0" | "x"): readonly Buffer[] {
  const header = Buffer.alloc(BLOCK);
  name.copy(header, 0);
  header.write("0000644\0", 100, "latin1");
  header.write("0000000\0".repeat(2), 108, "latin1");
  header.write(`${body.length.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  header.write("00000000000\0", 136, "latin1");
  header.write(" ".repeat(8), 148, "latin1");
  header.write(type, 156, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return [header, Buffer.from(body), padding];
}

/** `LENGTH path=NAME\n`, the length counting its own digits. */
function paxPath(name: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(" path="), name, Buffer.from("\n")]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** RFC 1952 and 1951 with stored blocks only. */
function gzipStored(data: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])];
  for (let offset = 0; offset === 0 || offset < data.length; offset += 0xffff) {
    const chunk = data.subarray(offset, offset + 0xffff);
    const head = Buffer.alloc(5);
    head[0] = offset + 0xffff >= data.length ? 1 : 0;
    head.writeUInt16LE(chunk.length, 1);
    head.writeUInt16LE(~chunk.length & 0xffff, 3);
    parts.push(head, chunk);
  }
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(data), 0);
  tail.writeUInt32LE(data.length % 2 ** 32, 4);
  return Buffer.concat([...parts, tail]);
}
