import { bundleFromJSON, type Bundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier, type TrustMaterial } from "@sigstore/verify";
import { verify as verifyBytes } from "node:crypto";
import { sanitize } from "../../../support/sanitize.ts";
import type { CosignKey } from "./cosign-key.ts";
import type { CosignSignature } from "./find-cosign-signatures.ts";
import { simpleBundle } from "./simple-bundle.ts";
import type { SignedManifest, Verdict } from "./signed-manifest.ts";
import { payloadVerdict, statementVerdict, type StatementVerdict } from "./signed-statement.ts";

/** Who may have signed. Loaded only when charts/sources.yaml names such a signer. */
export type CosignTrust =
  | { readonly kind: "key"; readonly key: CosignKey }
  | { readonly kind: "identity"; readonly identity: string; readonly issuer: string; readonly roots: TrustMaterial };

/** Throws Error with a clause about the file when it is no trusted root that could vouch for anybody. */
export function readTrustedRoot(text: string): TrustMaterial {
  const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(text)));
  if (material.certificateAuthorities.length === 0) throw new Error("names no certificate authority");
  if (material.tlogs.length + material.timestampAuthorities.length === 0)
    throw new Error("names no log and no timestamp authority, so nothing says when a certificate was used");
  return material;
}

/**
 * One signature, judged offline. By key, the key alone decides, as in `cosign verify --key … --insecure-ignore-tlog`: whoever
 * holds it can sign at any time, and a log adds no trust. By identity, certificates live for minutes: the time must be
 * vouched for, and what the trusted root has (logs of signatures, logs of certificates) must have seen it.
 */
export function verifyCosign(
  signature: CosignSignature,
  subject: SignedManifest,
  trust: CosignTrust,
): Verdict | { readonly kind: "other" } {
  if (signature.kind === "unreadable") return { kind: "bad", why: signature.why };
  try {
    const about = aboutOf(signature, subject);
    if (about.kind !== "good") return about;
    const signer = trust.kind === "key" ? byKey(signature, trust.key) : byIdentity(signature, trust);
    return signer.kind === "good" ? { kind: "good", signer: signer.signer } : signer;
  } catch (error) {
    // The library throws for everything that is not as it should be, bad input included.
    return { kind: "bad", why: clause(error) };
  }
}

function aboutOf(
  signature: Exclude<CosignSignature, { readonly kind: "unreadable" }>,
  subject: SignedManifest,
): StatementVerdict {
  if (signature.kind === "simple") return payloadVerdict(signature.payload, subject);
  const { content } = bundleOf(signature.json);
  if (content.$case !== "dsseEnvelope") return { kind: "bad", why: "it signs a file, not a manifest" };
  const { payload, payloadType } = content.dsseEnvelope;
  if (payloadType !== "application/vnd.in-toto+json") return { kind: "other" };
  return statementVerdict(payload, subject);
}

type Readable = Exclude<CosignSignature, { readonly kind: "unreadable" }>;

function byKey(signature: Readable, { key, signer }: CosignKey): Verdict {
  const other: Verdict = { kind: "bad", why: "it is not by this key" };
  if (signature.kind === "simple") {
    const bytes = Buffer.from(signature.annotations["dev.cosignproject.cosign/signature"] ?? "", "base64");
    const digest = key.asymmetricKeyType === "ed25519" ? null : "sha256";
    return bytes.length > 0 && verifyBytes(digest, signature.payload, key, bytes) ? { kind: "good", signer } : other;
  }
  const entity = { ...toSignedEntity(bundleOf(signature.json)), tlogEntries: [], timestamps: [] };
  if (entity.key.$case !== "public-key") return { kind: "bad", why: "it is by a certificate, not by this key" };
  const publicKey = () => ({ publicKey: key, validFor: () => true });
  const trust = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [], publicKey };
  new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }).verify(entity);
  return { kind: "good", signer };
}

function byIdentity(signature: Readable, trust: Extract<CosignTrust, { readonly kind: "identity" }>): Verdict {
  const bundle = signature.kind === "simple" ? simpleBundle(signature) : bundleOf(signature.json);
  const entity = toSignedEntity(bundle, signature.kind === "simple" ? signature.payload : undefined);
  if (entity.key.$case !== "certificate") return { kind: "bad", why: "it is by a key, not by a certificate" };
  const { roots, identity, issuer } = trust;
  const signer = new Verifier(roots, thresholdsOf(roots)).verify(entity);
  // Compared here: the library takes an identity for a pattern.
  const { subjectAlternativeName, extensions } = signer.identity ?? {};
  if (subjectAlternativeName === identity && extensions?.issuer === issuer)
    return { kind: "good", signer: `sigstore:${identity}` };
  const shown = sanitize(`${subjectAlternativeName ?? "nobody"} by ${extensions?.issuer ?? "nobody"}`).slice(0, 300);
  return { kind: "bad", why: `it is by ${shown}` };
}

/** A time always; what the roots have logs for must be logged. */
function thresholdsOf({ tlogs, ctlogs }: TrustMaterial) {
  return {
    timestampThreshold: 1,
    tlogThreshold: Math.min(tlogs.length, 1),
    ctlogThreshold: Math.min(ctlogs.length, 1),
  };
}

function bundleOf(json: Buffer): Bundle {
  return bundleFromJSON(JSON.parse(json.toString("utf8")));
}

function clause(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return sanitize(text).split("\n")[0]?.slice(0, 300) || "it cannot be read";
}
