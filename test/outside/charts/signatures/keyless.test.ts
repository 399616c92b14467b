import { describe, expect, it } from "vitest";
import type { CosignSignature } from "../../../../src/outside/charts/signatures/find-cosign-signatures.ts";
import { readTrustedRoot, verifyCosign } from "../../../../src/outside/charts/signatures/verify-cosign.ts";
import type { JsonObject } from "../../../../src/support/json.ts";
import { makeSigstore } from "./sigstore.ts";

const WORKFLOW = "https://git.example.com/team/charts/release.yaml@refs/heads/main";
const ISSUER = "https://issuer.example.com";
const DIGEST = `sha256:${"ab".repeat(32)}`;
const SUBJECT = { reference: "registry.example.com/team/web", digest: DIGEST };

describe("keyless signatures, by an authority and a log of our own", () => {
  const setup = (identity = WORKFLOW, issuer = ISSUER) => {
    const sigstore = makeSigstore("ours");
    const signer = sigstore.signer(identity, issuer);
    const trust = (root: JsonObject = sigstore.root) =>
      ({ kind: "identity", identity: WORKFLOW, issuer: ISSUER, roots: readTrustedRoot(JSON.stringify(root)) }) as const;
    const judge = (signature: CosignSignature, root?: JsonObject): string => {
      const verdict = verifyCosign(signature, SUBJECT, trust(root));
      return verdict.kind === "good" ? `good ${verdict.signer}` : verdict.kind === "bad" ? verdict.why : "other";
    };
    return { sigstore, signer, judge };
  };
  const bundle = (json: JsonObject): CosignSignature => ({ kind: "bundle", json: Buffer.from(JSON.stringify(json)) });
  const text = (json: JsonObject, from: string, to: string): CosignSignature => {
    const before = JSON.stringify(json);
    expect(before).toContain(from);
    return { kind: "bundle", json: Buffer.from(before.replace(from, to)) };
  };

  it("are accepted in both forms", () => {
    const { signer, judge } = setup();
    expect(judge(bundle(signer.bundle(DIGEST)))).toBe(`good sigstore:${WORKFLOW}`);
    expect(judge({ kind: "simple", ...signer.simple(DIGEST) })).toBe(`good sigstore:${WORKFLOW}`);
  });

  it.each([
    ["another identity", "https://git.example.com/team/charts/release.yaml@refs/heads/mainline", ISSUER],
    ["an identity that matches as a pattern", WORKFLOW.replace("git.example", "git-example"), ISSUER],
    ["an e-mail address", "releases@example.com", ISSUER],
    ["another issuer", WORKFLOW, "https://other.example.com"],
  ])("%s is refused", (_, identity, issuer) => {
    const { signer, judge } = setup(identity, issuer);
    const expected = `it is by ${identity} by ${issuer}`;
    expect(judge(bundle(signer.bundle(DIGEST)))).toBe(expected);
    expect(judge({ kind: "simple", ...signer.simple(DIGEST) })).toBe(expected);
  });

  it("of another manifest are refused", () => {
    const { signer, judge } = setup();
    const other = `sha256:${"cd".repeat(32)}`;
    expect(judge(bundle(signer.bundle(other)))).toContain("it is about another manifest");
    expect(judge({ kind: "simple", ...signer.simple(other) })).toContain("it is about another manifest");
  });

  it("by another authority, or seen by another log, are refused", () => {
    const { signer, judge, sigstore } = setup();
    const theirs = makeSigstore("theirs");
    const signed = signer.bundle(DIGEST);
    expect(judge(bundle(signed), theirs.root)).not.toMatch(/^good/);
    expect(judge(bundle(signed), { ...sigstore.root, tlogs: theirs.root["tlogs"] ?? [] })).toMatch(/inclusion promise/);
    const authorities = theirs.root["certificateAuthorities"] ?? [];
    expect(judge(bundle(signed), { ...sigstore.root, certificateAuthorities: authorities })).toMatch(/certificate/);
  });

  it("whose time nobody vouches for, or at a time outside of the certificate, are refused", () => {
    const { signer, judge } = setup();
    const signed = signer.bundle(DIGEST);
    const { verificationMaterial } = signed as { verificationMaterial: JsonObject };
    const unlogged = { ...signed, verificationMaterial: { ...verificationMaterial, tlogEntries: [] } };
    expect(judge(bundle(unlogged))).toMatch(/expected 1 timestamps, got 0/);
    const { annotations, payload } = signer.simple(DIGEST);
    const { "dev.sigstore.cosign/bundle": _, ...without } = annotations;
    expect(judge({ kind: "simple", payload, annotations: without })).toMatch(/expected 1 timestamps/);
    expect(judge(bundle(signer.bundle(DIGEST, "too-early")))).toMatch(/certificate/);
  });

  it("that were changed are refused", () => {
    const { signer, judge } = setup();
    const signed = signer.bundle(DIGEST);
    const time = /"integratedTime":"(\d+)"/.exec(JSON.stringify(signed))?.[1] ?? "";
    expect(judge(text(signed, `"${time}"`, `"${Number(time) + 1}"`))).toMatch(/inclusion promise/);
    expect(judge(text(signed, '"rawBytes":"MII', '"rawBytes":"AII'))).not.toMatch(/^good/);
    const other = signer.bundle(DIGEST) as { dsseEnvelope: { signatures: readonly JsonObject[] } };
    const swapped = {
      ...signed,
      dsseEnvelope: { ...(signed["dsseEnvelope"] as JsonObject), signatures: other.dsseEnvelope.signatures },
    };
    expect(judge(bundle(swapped))).toMatch(/signature/);
  });

  it("certificates are nothing to a key, and keys nothing to an identity", () => {
    const { signer, judge } = setup();
    const signed = signer.bundle(DIGEST);
    const byKey = { ...signed, verificationMaterial: { publicKey: { hint: "x" } } };
    expect(judge(bundle(byKey))).toBe("it is by a key, not by a certificate");
    expect(judge({ kind: "simple", payload: signer.simple(DIGEST).payload, annotations: {} })).toBe(
      "it has no certificate",
    );
  });

  it.each([
    ["{}", /names no certificate authority/],
    ["[", /JSON/],
  ])("the trusted root %s is refused", (root, expected) => {
    expect(() => readTrustedRoot(root)).toThrow(expected);
  });

  it("a root without log and time stamps vouches for nothing", () => {
    const { tlogs: _, ...root } = makeSigstore("ours").root;
    expect(() => readTrustedRoot(JSON.stringify(root))).toThrow(/names no log/);
  });
});
