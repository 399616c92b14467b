import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readCosignKey } from "../../../../src/outside/charts/signatures/cosign-key.ts";

describe("readCosignKey", () => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();

  it.each([
    ["", "not one public key"],
    [pem + pem, "not one public key"],
    [pem.replace("MFkw", "AAAA"), "a damaged public key"],
    [pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "a private key"],
    ["-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n", "a private key"],
    [
      generateKeyPairSync("x25519").publicKey.export({ type: "spki", format: "pem" }).toString(),
      "a key of the type x25519",
    ],
    ["-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "not one public key"],
  ])("%j: %s", (text, expected) => {
    const read = readCosignKey(text);
    expect(read.kind === "wrong" && read.message).toContain(expected);
  });
});
