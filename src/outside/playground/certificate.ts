import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from "./der.ts";

/** An X.509 v3 certificate (RFC 5280) with its ECDSA P-256 key; Node signs but does not issue, so the fields are written here. */
export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
  readonly commonName: string;
}

export interface ServerNames {
  readonly dns: readonly string[];
  /** IPv4. */
  readonly ips: readonly string[];
}

/** A self-signed authority. */
export function issueAuthority(commonName: string): Certificate {
  const key = newKey();
  const extensions = [
    extension("2.5.29.19", sequence(boolean(true)), "critical"),
    // keyCertSign and cRLSign
    extension("2.5.29.15", bitString(Buffer.of(0x06), 1), "critical"),
  ];
  return issue({ commonName, key, extensions }, { commonName, key });
}

/** A server's certificate, signed by the authority. */
export function issueServer(authority: Certificate, commonName: string, names: ServerNames): Certificate {
  const alternatives = [
    ...names.dns.map((name) => implicit(2, Buffer.from(name, "ascii"))),
    ...names.ips.map((ip) => implicit(7, ipv4Bytes(ip))),
  ];
  const extensions = [
    // digitalSignature
    extension("2.5.29.15", bitString(Buffer.of(0x80), 7), "critical"),
    // serverAuth
    extension("2.5.29.37", sequence(objectIdentifier("1.3.6.1.5.5.7.3.1")), "optional"),
    extension("2.5.29.17", sequence(...alternatives), "optional"),
  ];
  return issue({ commonName, key: newKey(), extensions }, authority);
}

/** A P-256 key. */
export function newKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

/** PEM (SEC 1), the form in which Kubernetes reads a service account key too. */
export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: "sec1", format: "pem" }).toString();
}

const DAY_MS = 86_400_000;

interface Subject {
  readonly commonName: string;
  readonly key: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

function issue(subject: Subject, issuer: { readonly commonName: string; readonly key: KeyObject }): Certificate {
  const now = Date.now();
  const ecdsaWithSha256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
  const body = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(randomBytes(16)),
    ecdsaWithSha256,
    name(issuer.commonName),
    // A day back: clocks of virtual machines jump after a sleep.
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + 365 * DAY_MS))),
    name(subject.commonName),
    createPublicKey(subject.key).export({ type: "spki", format: "der" }),
    explicit(3, sequence(...subject.extensions)),
  );
  const signed = sequence(body, ecdsaWithSha256, bitString(sign("sha256", body, issuer.key)));
  return { certificate: pem(signed), key: subject.key, commonName: subject.commonName };
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier("2.5.4.3"), utf8String(commonName))));
}

function extension(oid: string, value: Uint8Array, importance: "critical" | "optional"): Buffer {
  const critical = importance === "critical" ? [boolean(true)] : [];
  return sequence(objectIdentifier(oid), ...critical, octetString(value));
}

function ipv4Bytes(ip: string): Buffer {
  if (!isIPv4(ip)) throw new Error(`Not an IPv4 address: ${ip}`);
  return Buffer.from(ip.split(".").map(Number));
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
