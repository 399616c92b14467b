import { generateKeyPairSync } from "node:crypto";

/** A fresh key for age: `identity` opens what was encrypted for `recipient`. */
export interface AgeKey {
  readonly recipient: string;
  readonly identity: string;
}

/** An X25519 key pair in age's writing: Bech32 (BIP 173) with the prefixes `age` and `AGE-SECRET-KEY-`. */
export function ageKey(): AgeKey {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  // Both DER forms end with the 32 bytes of the key.
  const secret = privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32);
  const open = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return { recipient: bech32("age", open), identity: bech32("age-secret-key-", secret).toUpperCase() };
}

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

function bech32(prefix: string, bytes: Uint8Array): string {
  const data = fiveBits(bytes);
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  const spread = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const rest = checksum([...spread, ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = Array.from({ length: 6 }, (_, index) => (rest >>> (5 * (5 - index))) & 31);
  return `${prefix}1${[...data, ...check].map((five) => ALPHABET[five]).join("")}`;
}

function fiveBits(bytes: Uint8Array): readonly number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => Number.parseInt(five.padEnd(5, "0"), 2));
}

function checksum(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [index, polynomial] of generator.entries()) if ((top >>> index) & 1) sum ^= polynomial;
  }
  return sum;
}
