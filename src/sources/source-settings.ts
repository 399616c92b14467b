/** charts/sources.yaml as data: what holds for charts of some source, whichever add-on takes them. */
export interface SourceSettings {
  /** Canonical source or its beginning up to a slash: `https://charts.example.com`, `oci://host/team`. */
  readonly source: string;
  /** Asked instead of the source, in this order, before the source itself; never in the lock. Spelled as canonical sources. */
  readonly mirrors: readonly string[];
  /** An index that promises another digest than the archive has: refused, or told only. */
  readonly indexDigest: "refuse" | "warn";
  readonly verify: VerifyPolicy;
  /** Who may sign; any one of them is enough. Empty only while `verify` is off. */
  readonly signers: readonly AllowedSigner[];
}

/** `required`: a chart without a signature of an allowed signer is refused; `ifPresent`: a bad signature is, a missing one is not. */
export type VerifyPolicy = "required" | "ifPresent" | "off";

export type AllowedSigner =
  /** Project-relative file with OpenPGP public keys, armored or not; checks provenance files (.prov). */
  | { readonly kind: "pgp"; readonly keyring: string }
  /** Project-relative file with a public key in PEM; checks cosign signatures. */
  | { readonly kind: "cosign-key"; readonly key: string }
  /** A certificate's identity and issuer, exactly, and the project-relative file with the roots that may have issued it. */
  | {
      readonly kind: "cosign-identity";
      readonly identity: string;
      readonly issuer: string;
      readonly trustedRoot: string;
    };

export const SOURCES_FILE = "charts/sources.yaml";

/** Whether an entry of charts/sources.yaml is about this canonical source: it is that source, or a whole part of its beginning. */
export function coversSource(entry: string, canonical: string): boolean {
  if (!canonical.startsWith(entry)) return false;
  const next = canonical[entry.length];
  return next === undefined || next === "/" || next === "?";
}

/** The entry with the longest beginning of `canonical`; undefined when none fits. */
export function settingsFor(canonical: string, all: readonly SourceSettings[]): SourceSettings | undefined {
  const fitting = all.filter(({ source }) => coversSource(source, canonical));
  return fitting.reduce<SourceSettings | undefined>(
    (best, next) => (best === undefined || next.source.length > best.source.length ? next : best),
    undefined,
  );
}
