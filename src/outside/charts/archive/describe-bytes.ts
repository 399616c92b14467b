/** What somebody who expected something else got, from its first bytes: `an HTML page`. */
export function describeBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing (0 bytes)";
  const known = SIGNATURES.find(([signature]) => signature.every((byte, index) => bytes[index] === byte));
  if (known) return known[1];
  // A tar file says so behind its first name.
  if (Buffer.from(bytes.subarray(257, 262)).toString("latin1") === "ustar")
    return "a tar archive that is not compressed";
  const start = Buffer.from(bytes.subarray(0, 512)).toString("latin1").trimStart();
  if (/^(<!doctype html|<html|<head|<body)/i.test(start)) return "an HTML page (a log-in or error page?)";
  if (/^(<\?xml|<[a-z])/i.test(start)) return "an XML document";
  if (/^[{[]/.test(start)) return "JSON";
  if (/^[\t\n\r\u0020-\u007e\u0080-\u00ff]+$/.test(start)) return "text";
  return `binary data starting with ${Buffer.from(bytes.subarray(0, 4)).toString("hex")}`;
}

const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], "gzip data"],
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF document"],
  [[0x42, 0x5a, 0x68], "bzip2 data"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd data"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz data"],
];
