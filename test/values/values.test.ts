import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/support/json.ts";
import { merge } from "../../src/values/merge.ts";
import { secretStrings } from "../../src/values/secret-strings.ts";

describe("merge", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ["maps", { a: { x: 1 } }, { a: { y: 2 } }, { a: { x: 1, y: 2 } }, { a: { x: 1, y: 2 } }],
    ["lists", { a: [1, 2] }, { a: [3] }, { a: [3] }, { a: [3] }],
    ["scalar over map", { a: { x: 1 } }, { a: 1 }, { a: 1 }, { a: 1 }],
    ["map over scalar", { a: 1 }, { a: { x: 1 } }, { a: { x: 1 } }, { a: { x: 1 } }],
    ["null", { a: 1, b: 2 }, { a: null }, { a: null, b: 2 }, { b: 2 }],
    ["null below", { a: { x: 1 } }, { a: { x: null, y: 1 } }, { a: { x: null, y: 1 } }, { a: { y: 1 } }],
    ["map over null", { a: null }, { a: { x: 1 } }, { a: { x: 1 } }, { a: { x: 1 } }],
    ["null in a new map", {}, { a: { x: null } }, { a: { x: null } }, { a: {} }],
  ])("%s", (_, ...[lower, upper, kept, removed]) => {
    expect(merge(lower, upper, "keep-null")).toEqual(kept);
    expect(merge(lower, upper, "null-removes")).toEqual(removed);
  });

  it("is associative where layers agree on what is a map", () => {
    const leaf = fc.oneof(fc.integer(), fc.constant([1]), fc.constant(null));
    const inner = fc.dictionary(fc.constantFrom("x", "y", "z"), leaf);
    const layer = fc.record(
      { m: inner, n: fc.record({ m: inner }, { requiredKeys: [] }), s: leaf },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        const [x, y, z] = [a, b, c] as readonly JsonObject[] as [JsonObject, JsonObject, JsonObject];
        const left = merge(merge(x, y, "keep-null"), z, "keep-null");
        expect(left).toEqual(merge(x, merge(y, z, "keep-null"), "keep-null"));
      }),
    );
  });

  it("takes keys such as __proto__ as any other", () => {
    const upper = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as JsonObject;
    const merged = merge({}, upper, "keep-null");
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"x":1},"constructor":2}');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe("secret strings", () => {
  it("are found by the names of keys", () => {
    const values = {
      adminPassword: "pass-1",
      auth: { token: "token-1", enabled: true, existingSecret: "grafana-admin" },
      credentials: { useSecret: true, name: "cloud", secretContents: { cloud: "contents-1" } },
      api_key: 12345678,
      short: { password: "abc" },
      secretName: "tls-name",
      tokenTTL: "1000h",
      image: { repository: "quay.io/x" },
      env: [
        { name: "DB_PASSWORD", value: "env-1" },
        { name: "PLAIN", value: "visible" },
        { name: "X_TOKEN", valueFrom: { secretKeyRef: { name: "visible-name", key: "visible-key" } } },
      ],
      url: "https://user:url-password@host/x",
      awsSecretAccessKey: "aws-1",
      // What a secret is called is told, what a default says is not.
      slackToken: "${tf.slack_token}",
      hookToken: "${tf.hook:-default-1}",
    };
    expect(secretStrings(values)).toEqual([
      "${tf.hook:-default-1}",
      "12345678",
      "aws-1",
      "contents-1",
      "env-1",
      "pass-1",
      "token-1",
      "url-password",
    ]);
  });
});
