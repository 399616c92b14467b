import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readKeyring } from "../../../../src/outside/charts/signatures/read-keyring.ts";
import { openGpg, type Gpg, type PgpKey } from "./pgp.ts";

describe("readKeyring", () => {
  let gpg: Gpg;
  let one: PgpKey;
  let two: PgpKey;
  beforeAll(() => {
    gpg = openGpg();
    one = gpg.makeKey("one");
    two = gpg.makeKey("two");
  });
  afterAll(() => gpg[Symbol.dispose]());

  const fingerprints = (file: Uint8Array) => {
    const read = readKeyring(file);
    return read.kind === "read" ? read.keyring.fingerprints : read.message;
  };

  it("finds what gpg calls the fingerprint, armored or not, in one block or several", () => {
    expect(fingerprints(one.binary)).toEqual([one.fingerprint]);
    expect(fingerprints(Buffer.from(one.armored))).toEqual([one.fingerprint]);
    expect(fingerprints(Buffer.concat([one.binary, two.binary]))).toEqual([one.fingerprint, two.fingerprint]);
    const both = `${one.armored}\nabout the next\n${two.armored.replaceAll("\n", "\r\n")}`;
    expect(fingerprints(Buffer.from(both))).toEqual([one.fingerprint, two.fingerprint]);
  });

  it("gives the same bytes for both forms", () => {
    const read = readKeyring(Buffer.from(one.armored));
    expect(read.kind === "read" && Buffer.from(read.keyring.bytes).equals(one.binary)).toBe(true);
  });

  it("says what else a file is", () => {
    expect(fingerprints(one.secret)).toContain("holds a secret key");
    expect(fingerprints(Buffer.alloc(0))).toContain("holds no OpenPGP public key");
    expect(fingerprints(Buffer.from("-----BEGIN PUBLIC KEY-----\n"))).toContain("is no OpenPGP keyring");
    expect(fingerprints(one.sign({ name: "a", version: "1.0.0", archive: Buffer.alloc(1) }))).toContain(
      "not a PGP PUBLIC KEY BLOCK",
    );
    expect(fingerprints(Buffer.from(one.armored.slice(0, 500)))).toContain("is cut off");
    expect(fingerprints(Buffer.from(one.armored.replace(/\n\n..../, "\n\n!!!!")))).toContain("is damaged");
    expect(fingerprints(one.binary.subarray(0, 100))).toContain("is no OpenPGP keyring");
  });

  it("takes any bytes without a crash", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(300), (noise, at) => {
        const files = [
          noise,
          Buffer.concat([one.binary.subarray(0, at), noise]),
          Buffer.from(
            `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${Buffer.from(noise).toString("base64")}\n-----END PGP PUBLIC KEY BLOCK-----`,
          ),
        ];
        for (const file of files) expect(["read", "wrong"]).toContain(readKeyring(file).kind);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
