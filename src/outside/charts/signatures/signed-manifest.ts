/** What a signature in a registry has to be about. */
export interface SignedManifest {
  /** `host[:port]/path/name`. */
  readonly reference: string;
  /** `sha256:<hex>` of the chart's manifest. */
  readonly digest: string;
}

/** What one signature is worth to one who is allowed to sign. `why` is a clause: "it is by another key". */
export type Verdict =
  | { readonly kind: "good"; readonly signer: string }
  | { readonly kind: "bad"; readonly why: string };

/** The most that is read of one signature; honest ones have some thousand bytes. */
export const MAX_SIGNATURE = 512 * 1024;
