import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, generateKeyPairSync, sign, X509Certificate, type KeyObject } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type JsonObject } from "../../../../src/support/json.ts";
import { workFolder } from "../work-folder.ts";

/** A Sigstore of our own: an authority that issues certificates, and a log that promises and proves its entries. */
export interface LocalSigstore {
  /** `trusted_root.json`. */
  readonly root: JsonObject;
  /** A certificate for a new key, as the authority makes them; `at` says when the log saw the signature, default now. */
  signer(identity: string, issuer: string): KeylessSigner;
}

export interface KeylessSigner {
  /** A bundle over a manifest, as cosign 3 makes it; `logged` before the certificate was valid for `"too-early"`. */
  bundle(digest: string, logged?: "now" | "too-early"): JsonObject;
  /** Payload and annotations, as cosign 2 makes them. */
  simple(digest: string): { readonly payload: Buffer; readonly annotations: Readonly<Record<string, string>> };
}

export function makeSigstore(name: string): LocalSigstore {
  const folder = workFolder();
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, {
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "" },
      stdio: ["ignore", "ignore", "pipe"],
    });
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const ca = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"];
  openssl("req", "-x509", ...curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", `/O=${name}`, "-days", "2", ...ca);
  const log = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const logKey = log.publicKey.export({ type: "spki", format: "der" });
  const logId = createHash("sha256").update(logKey).digest();
  const since = { start: new Date(Date.now() - 86_400_000).toISOString() };
  const certificate = (file: string): string =>
    new X509Certificate(readFileSync(join(folder, file))).raw.toString("base64");
  return {
    root: {
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      tlogs: [
        {
          baseUrl: `https://${name}.example.com`,
          hashAlgorithm: "SHA2_256",
          publicKey: { rawBytes: logKey.toString("base64"), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor: since },
          logId: { keyId: logId.toString("base64") },
        },
      ],
      certificateAuthorities: [
        {
          subject: { organization: name, commonName: "" },
          uri: `https://ca.${name}.example.com`,
          certChain: { certificates: [{ rawBytes: certificate("ca.pem") }] },
          validFor: since,
        },
      ],
    },
    signer(identity, issuer) {
      const san = identity.includes("://") ? `URI:${identity}` : `email:${identity}`;
      writeFileSync(
        join(folder, "leaf.cnf"),
        `subjectAltName=critical,${san}\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n1.3.6.1.4.1.57264.1.1=DER:${Buffer.from(issuer).toString("hex")}\n1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:${issuer}\n`,
      );
      openssl("req", "-new", ...curve, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/");
      openssl(
        "x509",
        "-req",
        "-in",
        "leaf.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "1",
        "-extfile",
        "leaf.cnf",
        "-out",
        "leaf.pem",
      );
      const key = createPrivateKey(readFileSync(join(folder, "leaf.key")));
      const pem = readFileSync(join(folder, "leaf.pem"), "utf8");
      return keylessSigner({ key, pem, log: { key: log.privateKey, id: logId, origin: `${name}.example.com` } });
    },
  };
}

interface KeylessParts {
  readonly key: KeyObject;
  readonly pem: string;
  readonly log: { readonly key: KeyObject; readonly id: Buffer; readonly origin: string };
}

function keylessSigner({ key, pem, log }: KeylessParts): KeylessSigner {
  const verifier = Buffer.from(pem).toString("base64");
  const hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  const promise = (body: Buffer, integratedTime: number): string =>
    sign(
      "sha256",
      Buffer.from(
        canonicalJson({ body: body.toString("base64"), integratedTime, logID: log.id.toString("hex"), logIndex: 0 }),
      ),
      log.key,
    ).toString("base64");
  return {
    bundle(digest, logged = "now") {
      const payload = Buffer.from(
        JSON.stringify({
          _type: "https://in-toto.io/Statement/v1",
          subject: [{ digest: { sha256: digest.slice("sha256:".length) } }],
          predicateType: "https://sigstore.dev/cosign/sign/v1",
          predicate: {},
        }),
      );
      const payloadType = "application/vnd.in-toto+json";
      const encoded = Buffer.concat([
        Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
        payload,
      ]);
      const sig = sign("sha256", encoded, key).toString("base64");
      const dsseEnvelope = { payload: payload.toString("base64"), payloadType, signatures: [{ sig }] };
      const spec = {
        envelopeHash: { algorithm: "sha256", value: hex(Buffer.from(canonicalJson(dsseEnvelope))) },
        payloadHash: { algorithm: "sha256", value: hex(payload) },
        signatures: [{ signature: sig, verifier }],
      };
      const body = Buffer.from(canonicalJson({ apiVersion: "0.0.1", kind: "dsse", spec }));
      const time = Math.floor(Date.now() / 1000) - (logged === "now" ? 0 : 7200);
      const rootHash = createHash("sha256")
        .update(Buffer.from([0]))
        .update(body)
        .digest()
        .toString("base64");
      const note = `${log.origin}\n1\n${rootHash}\n`;
      const noteSignature = Buffer.concat([log.id.subarray(0, 4), sign("sha256", Buffer.from(note), log.key)]).toString(
        "base64",
      );
      return {
        mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
        verificationMaterial: {
          certificate: { rawBytes: new X509Certificate(pem).raw.toString("base64") },
          tlogEntries: [
            {
              logIndex: "0",
              logId: { keyId: log.id.toString("base64") },
              kindVersion: { kind: "dsse", version: "0.0.1" },
              integratedTime: String(time),
              inclusionPromise: { signedEntryTimestamp: promise(body, time) },
              inclusionProof: {
                logIndex: "0",
                rootHash,
                treeSize: "1",
                hashes: [],
                checkpoint: { envelope: `${note}\n\u2014 ${log.origin} ${noteSignature}\n` },
              },
              canonicalizedBody: body.toString("base64"),
            },
          ],
        },
        dsseEnvelope,
      };
    },
    simple(digest) {
      const payload = Buffer.from(
        JSON.stringify({
          critical: {
            identity: { "docker-reference": "" },
            image: { "docker-manifest-digest": digest },
            type: "cosign container image signature",
          },
          optional: null,
        }),
      );
      const signature = sign("sha256", payload, key).toString("base64");
      const spec = {
        data: { hash: { algorithm: "sha256", value: hex(payload) } },
        signature: { content: signature, publicKey: { content: verifier } },
      };
      const body = Buffer.from(canonicalJson({ apiVersion: "0.0.1", kind: "hashedrekord", spec }));
      const integratedTime = Math.floor(Date.now() / 1000);
      const entry = {
        SignedEntryTimestamp: promise(body, integratedTime),
        Payload: { body: body.toString("base64"), integratedTime, logIndex: 0, logID: log.id.toString("hex") },
      };
      return {
        payload,
        annotations: {
          "dev.cosignproject.cosign/signature": signature,
          "dev.sigstore.cosign/certificate": pem,
          "dev.sigstore.cosign/bundle": JSON.stringify(entry),
        },
      };
    },
  };
}
