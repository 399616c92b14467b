import { bundleFromJSON, type Bundle } from "@sigstore/bundle";
import { createHash, X509Certificate } from "node:crypto";
import { isJsonObject } from "../../../support/json.ts";
import type { CosignSignature } from "./find-cosign-signatures.ts";

type SimpleSignature = Extract<CosignSignature, { readonly kind: "simple" }>;

/**
 * What cosign 1 and 2 put into annotations (signature, certificate, the log's promise) as a bundle, so that one code judges both.
 * Throws Error for annotations that make none.
 */
export function simpleBundle({ payload, annotations }: SimpleSignature): Bundle {
  const certificate = annotations["dev.sigstore.cosign/certificate"];
  if (certificate === undefined) throw new Error("it has no certificate");
  const rfc3161 = stampOf(annotations["dev.sigstore.cosign/rfc3161timestamp"]);
  return bundleFromJSON({
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: new X509Certificate(certificate).raw.toString("base64") }] },
      tlogEntries: entriesOf(annotations["dev.sigstore.cosign/bundle"]),
      ...(rfc3161 === undefined ? {} : { timestampVerificationData: { rfc3161Timestamps: [rfc3161] } }),
    },
    messageSignature: {
      messageDigest: { algorithm: "SHA2_256", digest: createHash("sha256").update(payload).digest("base64") },
      signature: annotations["dev.cosignproject.cosign/signature"] ?? "",
    },
  });
}

/** `{SignedEntryTimestamp, Payload: {body, integratedTime, logIndex, logID}}` of Rekor 1. */
function entriesOf(text: string | undefined): readonly object[] {
  if (text === undefined) return [];
  const entry: unknown = JSON.parse(text);
  const payload = isJsonObject(entry) ? entry["Payload"] : undefined;
  if (!isJsonObject(entry) || !isJsonObject(payload)) throw new Error("its log entry cannot be read");
  const { body, integratedTime, logIndex, logID } = payload;
  if (typeof body !== "string" || typeof logID !== "string") throw new Error("its log entry cannot be read");
  return [
    {
      logIndex: String(logIndex as number),
      logId: { keyId: Buffer.from(logID, "hex").toString("base64") },
      kindVersion: { kind: "hashedrekord", version: "0.0.1" },
      integratedTime: String(integratedTime as number),
      inclusionPromise: { signedEntryTimestamp: entry["SignedEntryTimestamp"] },
      canonicalizedBody: body,
    },
  ];
}

function stampOf(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  const stamp: unknown = JSON.parse(text);
  const signed = isJsonObject(stamp) ? stamp["SignedRFC3161Timestamp"] : undefined;
  return typeof signed === "string" ? { signedTimestamp: signed } : undefined;
}
