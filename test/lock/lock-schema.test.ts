import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { lockSchema } from "../../src/lock/text/lock-schema.ts";
import type { Lockfile, Pin } from "../../src/lock/lockfile.ts";
import { parseLock } from "../../src/lock/text/parse-lock.ts";
import { printLock } from "../../src/lock/text/print-lock.ts";
import { schemaProblems } from "../report/schema-problems.ts";

const ROOT = join(import.meta.dirname, "../..");

const PIN: Pin = {
  chart: "cert-manager@v1.21.2",
  wants: "~1.21.0",
  source: "https://charts.jetstack.io",
  archive: `sha256:${"0a".repeat(32)}`,
  manifest: `sha256:${"1b".repeat(32)}`,
  content: `h1:${"A".repeat(43)}=`,
  appVersion: "v1.21.2",
  kubeVersion: ">=1.22.0-0",
};

function lockOf(pin: object, place = "prod"): Lockfile {
  return { lockVersion: 1, addons: { "cert-manager": { [place]: pin as Pin } } };
}

describe("the schema of the lock", () => {
  test("is what stands in schemas/ (node scripts/generate-schemas.ts writes it)", () => {
    expect(JSON.parse(readFileSync(join(ROOT, "schemas/lock.schema.json"), "utf8"))).toEqual(lockSchema());
  });

  test("takes this project's lock and every kind of pin", () => {
    expect(schemaProblems("lock", parse(readFileSync(join(ROOT, "addons.lock.yaml"), "utf8")))).toEqual([]);
    expect(schemaProblems("lock", lockOf(PIN))).toEqual([]);
    expect(schemaProblems("lock", lockOf(PIN, "prod/1.36"))).toEqual([]);
    expect(schemaProblems("lock", { lockVersion: 1, addons: {} })).toEqual([]);
  });

  // Each is refused by the schema where the reader refuses it, and taken where it is taken.
  test.each<readonly [string, object]>([
    ["nothing changed", {}],
    ["without a chart", { chart: undefined }],
    ["without a source", { source: undefined }],
    ["without content", { content: undefined }],
    [
      "without what may be left out",
      { wants: undefined, archive: undefined, manifest: undefined, appVersion: undefined },
    ],
    ["a chart without a version", { chart: "cert-manager" }],
    ["a short digest", { archive: "sha256:00" }],
    ["a digest in capitals", { archive: `sha256:${"0A".repeat(32)}` }],
    ["another content hash", { content: `h2:${"A".repeat(43)}=` }],
    ["credentials in the source", { source: "https://me:secret@charts.example.com" }],
    ["an absolute folder", { source: "/etc" }],
    ["a folder like a flag", { source: "--help" }],
    ["a folder", { source: "charts/ingress" }],
    ["an empty constraint", { wants: "" }],
    ["an unknown field", { digest: "x" }],
  ])("agrees with the reader: %s", (_what, change) => {
    const pin = Object.fromEntries(Object.entries({ ...PIN, ...change }).filter(([, value]) => value !== undefined));
    const lock = lockOf(pin);
    // The printer writes known fields only.
    const unknown = "digest" in change ? "      digest: x\n" : "";
    const read = parseLock(printLock(lock) + unknown);
    expect([schemaProblems("lock", lock).length === 0, read.kind]).toEqual(
      read.kind === "read" ? [true, "read"] : [false, "broken"],
    );
  });
});
