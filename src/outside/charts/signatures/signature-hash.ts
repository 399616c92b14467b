import { packetsOf } from "./openpgp-packets.ts";

const SIGNATURE = 2;

/** RFC 9580, 9.5: SHA-2 and SHA-3. */
const STRONG = new Set([8, 9, 10, 11, 12, 14]);
const WEAK: Readonly<Record<number, string>> = { 1: "by MD5", 2: "by SHA-1", 3: "by RIPEMD-160" };

/**
 * Why signatures in OpenPGP must not be trusted whoever made them, as a clause; undefined when Helm may judge them. Helm takes SHA-1, with
 * which two texts can be made that have one signature.
 */
export function signatureHashProblem(signatures: Uint8Array): string | undefined {
  const packets = packetsOf(signatures);
  if (packets === undefined || packets.length === 0 || packets.some(({ tag }) => tag !== SIGNATURE))
    return "its signature cannot be read";
  for (const { body } of packets) {
    // Versions 4 and 6 have the hash at the same place.
    const hash = body[0] === 4 || body[0] === 6 ? body[3] : undefined;
    if (hash === undefined) return "its signature is of an unknown version";
    if (!STRONG.has(hash)) return `its signature is made ${WEAK[hash] ?? "by an unknown hash"}, which proves nothing`;
  }
  return undefined;
}
