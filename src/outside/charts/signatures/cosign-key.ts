import { createPublicKey, type KeyObject } from "node:crypto";
import { sha256 } from "../../../support/sha256.ts";

export interface CosignKey {
  readonly key: KeyObject;
  /** As the lock names the signer: `cosign:sha256:<hex of the key in DER>`. */
  readonly signer: string;
}

export type CosignKeyRead =
  | { readonly kind: "read"; readonly key: CosignKey }
  | { readonly kind: "wrong"; readonly message: string };

/** A public key in PEM, as `cosign generate-key-pair` writes it. */
export function readCosignKey(text: string): CosignKeyRead {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    return { kind: "wrong", message: "holds a private key, which belongs in no project" };
  if (text.split("-----BEGIN").length !== 2 || !/^\s*-----BEGIN PUBLIC KEY-----/.test(text))
    return { kind: "wrong", message: "holds not one public key in PEM (-----BEGIN PUBLIC KEY-----)" };
  try {
    const key = createPublicKey(text);
    const der = key.export({ type: "spki", format: "der" });
    const type = key.asymmetricKeyType ?? "";
    if (!["ec", "ed25519", "rsa"].includes(type)) return { kind: "wrong", message: `holds a key of the type ${type}` };
    return { kind: "read", key: { key, signer: `cosign:sha256:${sha256(der)}` } };
  } catch {
    return { kind: "wrong", message: "holds a damaged public key" };
  }
}
