import type { AllowedSigner } from "../../../sources/source-settings.ts";
import { onceFor } from "../../../support/once.ts";
import { readCosignKey, type CosignKey } from "./cosign-key.ts";
import { readKeyFile, unusableKey } from "./read-key-file.ts";
import { readKeyring, type Keyring } from "./read-keyring.ts";
import type { CosignTrust } from "./verify-cosign.ts";

/** An allowed signer with the keys of its file; `names` as `Pin.signer` says them. */
export type TrustedSigner =
  | { readonly kind: "pgp"; readonly file: string; readonly keyring: Keyring; readonly names: readonly string[] }
  | { readonly kind: "cosign"; readonly trust: () => Promise<CosignTrust>; readonly names: readonly string[] };

/** Reads each key file once per run. Throws AddonsError CHART-SIGNATURE-KEY for one that is unusable. */
export function createSignerReader(root: string): (allowed: AllowedSigner) => Promise<TrustedSigner> {
  const read = new Map<string, Promise<TrustedSigner>>();
  return (allowed) => onceFor(read, JSON.stringify(allowed), () => readSigner(root, allowed));
}

async function readSigner(root: string, allowed: AllowedSigner): Promise<TrustedSigner> {
  switch (allowed.kind) {
    case "pgp": {
      const keyring = readKeyring(await readKeyFile(root, allowed.keyring));
      if (keyring.kind === "wrong") throw unusableKey(allowed.keyring, keyring.message);
      const names = keyring.keyring.fingerprints.map((fingerprint) => `pgp:${fingerprint}`);
      return { kind: "pgp", file: allowed.keyring, keyring: keyring.keyring, names };
    }
    case "cosign-key": {
      const key = readCosignKey((await readKeyFile(root, allowed.key)).toString("utf8"));
      if (key.kind === "wrong") throw unusableKey(allowed.key, key.message);
      return { kind: "cosign", trust: async () => byKey(key.key), names: [key.key.signer] };
    }
    case "cosign-identity": {
      const text = (await readKeyFile(root, allowed.trustedRoot)).toString("utf8");
      return {
        kind: "cosign",
        trust: async () => await byIdentity(allowed, text),
        names: [`sigstore:${allowed.identity}`],
      };
    }
  }
}

function byKey(key: CosignKey): CosignTrust {
  return { kind: "key", key };
}

async function byIdentity(
  { identity, issuer, trustedRoot }: Extract<AllowedSigner, { readonly kind: "cosign-identity" }>,
  text: string,
): Promise<CosignTrust> {
  const { readTrustedRoot } = await import("./verify-cosign.ts");
  try {
    return { kind: "identity", identity, issuer, roots: readTrustedRoot(text) };
  } catch (error) {
    const why = error instanceof Error && error.message.startsWith("names no ") ? error.message : "cannot be read";
    throw unusableKey(trustedRoot, `is no trusted root that can be used: it ${why}`);
  }
}
