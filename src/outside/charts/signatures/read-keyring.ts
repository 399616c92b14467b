import { createHash } from "node:crypto";
import { packetsOf } from "./openpgp-packets.ts";

export interface Keyring {
  /** All keys, not armored, as Helm 3 needs them. */
  readonly bytes: Uint8Array;
  /** Of each primary key, upper-case hex. */
  readonly fingerprints: readonly string[];
}

export type KeyringRead =
  | { readonly kind: "read"; readonly keyring: Keyring }
  | { readonly kind: "wrong"; readonly message: string };

/** A file of `gpg --export`, armored or not: only which keys are in it; what they have signed is judged by Helm. */
export function readKeyring(file: Uint8Array): KeyringRead {
  const bytes = isArmored(file) ? dearmor(Buffer.from(file).toString("latin1")) : file;
  if (typeof bytes === "string") return { kind: "wrong", message: bytes };
  const packets = packetsOf(bytes);
  if (packets === undefined) return { kind: "wrong", message: "is no OpenPGP keyring, or a damaged one" };
  if (packets.some(({ tag }) => tag === SECRET_KEY || tag === SECRET_SUBKEY))
    return { kind: "wrong", message: "holds a secret key, which belongs in no project" };
  const fingerprints = packets.filter(({ tag }) => tag === PUBLIC_KEY).map(({ body }) => fingerprint(body));
  if (fingerprints.length === 0) return { kind: "wrong", message: "holds no OpenPGP public key" };
  const usable = fingerprints.filter((text) => text !== undefined);
  if (usable.length < fingerprints.length) return { kind: "wrong", message: "holds a key of an unknown version" };
  return { kind: "read", keyring: { bytes, fingerprints: usable } };
}

const SECRET_KEY = 5;
const PUBLIC_KEY = 6;
const SECRET_SUBKEY = 7;

function isArmored(file: Uint8Array): boolean {
  return /^\s*-----BEGIN PGP /.test(Buffer.from(file.subarray(0, 200)).toString("latin1"));
}

/** All blocks of the file; the checksum lines at their ends are passed over, as RFC 9580 has it. */
function dearmor(text: string): Buffer | string {
  const blocks = [...text.matchAll(/-----BEGIN PGP ([A-Z ]+)-----\r?\n([^]*?)-----END PGP \1-----/g)];
  if (blocks.length === 0) return "is cut off: an armored block has no end";
  const other = blocks.find(([, kind]) => kind !== "PUBLIC KEY BLOCK")?.[1];
  if (other !== undefined) return `holds a PGP ${other}, not a PGP PUBLIC KEY BLOCK`;
  const bodies = blocks.map(([, , body = ""]) => {
    const lines = body.split(/\r?\n/);
    const start = lines.findIndex((line) => line.trim() === "") + 1;
    return lines
      .slice(start)
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("="))
      .join("");
  });
  if (bodies.some((body) => !/^[A-Za-z0-9+/]+={0,2}$/.test(body))) return "is damaged: a block is not base64";
  return Buffer.concat(bodies.map((body) => Buffer.from(body, "base64")));
}

/** RFC 9580, 5.5.4. */
function fingerprint(body: Uint8Array): string | undefined {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  if (body[0] === 4) return hex("sha1", [Buffer.from([0x99]), size.subarray(2), body]);
  return body[0] === 6 ? hex("sha256", [Buffer.from([0x9b]), size, body]) : undefined;
}

function hex(algorithm: "sha1" | "sha256", parts: readonly Uint8Array[]): string {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest("hex").toUpperCase();
}
