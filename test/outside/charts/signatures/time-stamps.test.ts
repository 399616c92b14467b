import { describe, expect, it } from "vitest";
import type { CosignSignature } from "../../../../src/outside/charts/signatures/find-cosign-signatures.ts";
import { readTrustedRoot, verifyCosign } from "../../../../src/outside/charts/signatures/verify-cosign.ts";
import type { JsonObject } from "../../../../src/support/json.ts";
import { makeSigstore } from "./sigstore.ts";
import { makeStamps } from "./time-stamps.ts";

const IDENTITY = "releases@example.com";
const ISSUER = "https://issuer.example.com";
const DIGEST = `sha256:${"ab".repeat(32)}`;

describe("keyless signatures with a time stamp and no log", () => {
  const setup = () => {
    const sigstore = makeSigstore("ours");
    const stamps = makeStamps("ours");
    const { tlogs: _, ...root } = sigstore.root;
    const stampsOnly = (from = stamps): JsonObject => ({ ...root, timestampAuthorities: [from.authority] });
    return { sigstore, stamps, stampsOnly, signer: sigstore.signer(IDENTITY, ISSUER) };
  };

  const judge = (signature: CosignSignature, root: JsonObject): string => {
    const roots = readTrustedRoot(JSON.stringify(root));
    const trust = { kind: "identity", identity: IDENTITY, issuer: ISSUER, roots } as const;
    const verdict = verifyCosign(signature, { reference: "", digest: DIGEST }, trust);
    return verdict.kind === "good" ? `good ${verdict.signer}` : verdict.kind === "bad" ? verdict.why : "other";
  };
  const signatureOf = (bundle: JsonObject): Buffer => {
    const { dsseEnvelope } = bundle as { dsseEnvelope: { signatures: readonly { sig: string }[] } };
    return Buffer.from(dsseEnvelope.signatures[0]?.sig ?? "", "base64");
  };
  const stamped = (bundle: JsonObject, ...signedTimestamps: readonly string[]): CosignSignature => {
    const { certificate } = bundle["verificationMaterial"] as { certificate: JsonObject };
    const rfc3161Timestamps = signedTimestamps.map((signedTimestamp) => ({ signedTimestamp }));
    const verificationMaterial = { certificate, timestampVerificationData: { rfc3161Timestamps } };
    return { kind: "bundle", json: Buffer.from(JSON.stringify({ ...bundle, verificationMaterial })) };
  };

  it("are accepted in both forms", () => {
    const { signer, stamps, stampsOnly } = setup();
    const bundle = signer.bundle(DIGEST);
    expect(judge(stamped(bundle, stamps.stamp(signatureOf(bundle))), stampsOnly())).toBe(`good sigstore:${IDENTITY}`);
    const { payload, annotations } = signer.simple(DIGEST);
    const { "dev.sigstore.cosign/bundle": _, ...rest } = annotations;
    const bytes = Buffer.from(rest["dev.cosignproject.cosign/signature"] ?? "", "base64");
    const stamp = JSON.stringify({ SignedRFC3161Timestamp: stamps.stamp(bytes) });
    const simple = { payload, annotations: { ...rest, "dev.sigstore.cosign/rfc3161timestamp": stamp } };
    expect(judge({ kind: "simple", ...simple }, stampsOnly())).toBe(`good sigstore:${IDENTITY}`);
  });

  it("are refused without a stamp, with one of another signature, of another authority, or damaged", () => {
    const { signer, stamps, stampsOnly } = setup();
    const bundle = signer.bundle(DIGEST);
    expect(judge(stamped(bundle), stampsOnly())).toMatch(/expected 1 timestamps, got 0/);
    const ofOther = stamps.stamp(signatureOf(signer.bundle(DIGEST)));
    expect(judge(stamped(bundle, ofOther), stampsOnly())).toMatch(/timestamp could not be verified/);
    const good = stamps.stamp(signatureOf(bundle));
    expect(judge(stamped(bundle, good), stampsOnly(makeStamps("theirs")))).toMatch(/timestamp could not be verified/);
    const damaged = Buffer.from(good, "base64");
    damaged[damaged.length - 4] = (damaged[damaged.length - 4] ?? 0) ^ 1;
    expect(judge(stamped(bundle, damaged.toString("base64")), stampsOnly())).not.toMatch(/^good/);
  });

  it("are refused where the trusted root has a log, too", () => {
    const { sigstore, signer, stamps } = setup();
    const bundle = signer.bundle(DIGEST);
    const both = { ...sigstore.root, timestampAuthorities: [stamps.authority] };
    expect(judge(stamped(bundle, stamps.stamp(signatureOf(bundle))), both)).toMatch(/expected 1 tlog entries, got 0/);
  });

  it("are refused where the trusted root has logs of certificates that did not see this one", () => {
    const { sigstore, signer, stamps, stampsOnly } = setup();
    const bundle = signer.bundle(DIGEST);
    const root = { ...stampsOnly(), ctlogs: sigstore.root["tlogs"] ?? [] };
    expect(judge(stamped(bundle, stamps.stamp(signatureOf(bundle))), root)).toMatch(/expected 1 SCTs, got 0/);
  });
});
