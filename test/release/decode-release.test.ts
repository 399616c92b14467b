import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeRelease } from "../../src/release/decode-release.ts";
import { markFailed } from "../../src/release/mark-failed.ts";
import { payloadText } from "../../src/release/release-payload.ts";
import { releaseSecret } from "./release-secret.ts";

const RECORD = {
  name: "web",
  namespace: "shop",
  version: 2,
  info: {
    status: "pending-upgrade",
    description: "Preparing upgrade",
    last_deployed: "2026-01-02T03:04:05Z",
    notes: "n",
  },
  chart: { metadata: { name: "nginx", version: "1.2.3", appVersion: "9" }, templates: [] },
  config: { replicas: 3 },
  manifest: "---\nkind: A\n",
  apply_method: "ssa",
  hooks: [
    { name: "migrate", kind: "Job", events: ["pre-upgrade"], last_run: { phase: "Failed" } },
    { name: "t", kind: "Pod", events: ["test"] },
  ],
};

const DECODED = {
  release: "web",
  namespace: "shop",
  revision: 2,
  status: "pending-upgrade",
  description: "Preparing upgrade",
  lastDeployed: "2026-01-02T03:04:05Z",
  applyMethod: "ssa",
  chart: { name: "nginx", version: "1.2.3", appVersion: "9" },
  values: { replicas: 3 },
  manifest: "---\nkind: A\n",
  hooks: [
    { name: "migrate", kind: "Job", events: ["pre-upgrade"], phase: "Failed" },
    { name: "t", kind: "Pod", events: ["test"] },
  ],
};

test.each(["gzip", "plain"] as const)("a %s record is decoded", (packing) => {
  expect(decodeRelease(releaseSecret(JSON.stringify(RECORD), { packing }))).toEqual(DECODED);
});

test("what a record leaves out is empty, an unknown status is unknown, no apply method is client-side", () => {
  expect(decodeRelease(releaseSecret('{"info":{"status":"new-status"},"hooks":null,"config":null}'))).toEqual({
    release: "",
    namespace: "shop",
    revision: 0,
    status: "unknown",
    description: "",
    lastDeployed: "",
    applyMethod: "csa",
    chart: { name: "", version: "" },
    values: {},
    manifest: "",
    hooks: [],
  });
});

test.each([
  ["no data", { ...releaseSecret("{}"), data: {} }, "has no data"],
  [
    "cut data",
    {
      ...releaseSecret("{}"),
      data: {
        release: Buffer.from(gzipSync(JSON.stringify(RECORD)).subarray(0, 40).toString("base64")).toString("base64"),
      },
    },
    "unexpected end",
  ],
  ["no JSON", releaseSecret('{"config":{"password":"canary'), "not JSON"],
  ["no object", releaseSecret("[1]"), "not an object"],
])("a Secret with %s is an error that names it and shows nothing of it", (_, secret, why) => {
  const error = expect.objectContaining({
    code: "RELEASE-UNREADABLE",
    message: expect.stringMatching(new RegExp(`^(?!.*canary).*shop/sh\\.helm\\.release\\.v1\\.web\\.v2.*${why}`)),
  });
  expect(() => decodeRelease(secret)).toThrow(error);
  expect(() => decodeRelease(markFailed(secret, "d"))).toThrow(error);
});

test("marking as failed changes the label and the record's status and description, and nothing else", () => {
  const secret = releaseSecret(JSON.stringify(RECORD), {
    labels: { status: "pending-upgrade", "addons/environment": "dev" },
  });
  const failed = markFailed(secret, "its run ended");
  expect(decodeRelease(failed)).toEqual({ ...DECODED, status: "failed", description: "its run ended" });
  expect(JSON.parse(payloadText(failed))).toEqual({
    ...RECORD,
    info: { ...RECORD.info, status: "failed", description: "its run ended" },
  });
  expect({ ...failed, data: 0 }).toEqual({
    ...secret,
    metadata: { ...secret.metadata, labels: { ...(secret.metadata["labels"] as object), status: "failed" } },
    data: 0,
  });
});

test("marking as failed keeps numbers that a double cannot hold", () => {
  const json = '{"info":{},"config":{"id":12345678901234567890,"price":1.10,"big":1e400,"small":-0}}';
  expect(payloadText(markFailed(releaseSecret(json), "d"))).toBe(
    '{"info":{"status":"failed","description":"d"},"config":{"id":12345678901234567890,"price":1.10,"big":1e400,"small":-0}}',
  );
});
