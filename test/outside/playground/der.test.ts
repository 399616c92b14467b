import { expect, it } from "vitest";
import * as der from "../../../src/outside/playground/der.ts";

// Expected bytes: ITU-T X.690 and the examples of RFC 5280; long ones checked with `openssl asn1parse`.
const CASES: readonly [string, Uint8Array, string][] = [
  ["zero", der.integer(Buffer.of(0)), "020100"],
  ["no bytes", der.integer(Buffer.of()), "020100"],
  ["leading zeros", der.integer(Buffer.of(0, 0, 5)), "020105"],
  ["high bit", der.integer(Buffer.of(0x80)), "02020080"],
  ["high bit after a zero", der.integer(Buffer.of(0, 0xff)), "020200ff"],
  ["true", der.boolean(true), "0101ff"],
  ["false", der.boolean(false), "010100"],
  ["commonName", der.objectIdentifier("2.5.4.3"), "0603550403"],
  ["ecdsa-with-SHA256", der.objectIdentifier("1.2.840.10045.4.3.2"), "06082a8648ce3d040302"],
  ["text", der.utf8String("é"), "0c02c3a9"],
  ["bits", der.bitString(Buffer.of(0x06), 1), "03020106"],
  ["before 2050", der.time(new Date("2049-12-31T23:59:59Z")), `170d${Buffer.from("491231235959Z").toString("hex")}`],
  ["from 2050", der.time(new Date("2050-01-01T00:00:00Z")), `180f${Buffer.from("20500101000000Z").toString("hex")}`],
  ["nested", der.sequence(der.set(der.boolean(true))), "300531030101ff"],
  ["explicit", der.explicit(3, der.boolean(true)), "a3030101ff"],
  ["implicit", der.implicit(7, Buffer.of(127, 0, 0, 1)), "87047f000001"],
];

it.each(CASES)("encodes %s", (_, encoded, expected) => {
  expect(Buffer.from(encoded).toString("hex")).toBe(expected);
});

it.each([
  [127, "047f"],
  [128, "048180"],
  [255, "0481ff"],
  [256, "04820100"],
  [70_000, "0483011170"],
])("encodes a length of %i", (length, expected) => {
  const encoded = der.octetString(Buffer.alloc(length));
  expect(encoded.subarray(0, encoded.length - length).toString("hex")).toBe(expected);
});
