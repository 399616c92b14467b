import { describe, expect, it } from "vitest";
import { meansAbsent, normaliseExpected, sameMeaning, saysAll } from "../../src/drift/normalise.ts";
import type { JsonValue } from "../../src/support/json.ts";
import { object } from "./objects.ts";

describe("sameMeaning", () => {
  it.each<[string, JsonValue, JsonValue, string]>([
    ["quantities", "1000m", 1, "resources.limits.cpu"],
    ["quantities by their own name", "3072Mi", "3Gi", "sizeLimit"],
    ["storage", "1024Mi", "1Gi", "spec.storage"],
    ["durations", "1h", "1h0m0s", "spec.interval"],
    ["nothing and nothing", {}, null, "nodeSelector"],
    ["a zero that is not stored", false, null, "spec.hostNetwork"],
    ["lists of them", [{ a: 1 }], [{ a: 1 }], "list"],
  ])("takes %s for the same", (...[, expected, actual, path]) => {
    expect(sameMeaning(expected, actual, path.split("."))).toBe(true);
  });

  it.each<[string, JsonValue, JsonValue, string]>([
    ["a port by number and by name", 80, "80", "spec.port"],
    ["quantities elsewhere", "1000m", "1", "data.text"],
    ["text with and without a newline", "a\n", "a", "data.text"],
    ["false and true", false, true, "spec.paused"],
    ["another type", { a: 1 }, "a", "spec.x"],
    ["a longer list", [1], [1, 2], "spec.x"],
    ["another order", [1, 2], [2, 1], "spec.x"],
    ["not a quantity", "much", "1", "limits.cpu"],
    ["durations that differ", "1h", "60s", "spec.interval"],
  ])("tells apart %s", (...[, expected, actual, path]) => {
    expect(sameMeaning(expected, actual, path.split("."))).toBe(false);
  });
});

describe("saysAll", () => {
  it.each<[JsonValue, JsonValue, boolean]>([
    [{ a: 1 }, { a: 1, b: 2 }, true],
    [[{ a: 1 }], [{ a: 1, b: 2 }], true],
    [[{ a: 1 }], [{ a: 1 }, { a: 2 }], false],
    [{ a: { b: 1 } }, { a: {} }, false],
    [{ a: {} }, {}, true],
    [[{}], [], false],
    [{ readOnly: false }, {}, true],
    [{ automount: false }, {}, false],
  ])("%j in %j: %s", (expected, actual, says) => {
    expect(saysAll(expected, actual, [])).toBe(says);
  });
});

describe("meansAbsent", () => {
  it.each<[JsonValue, string, boolean]>([
    [null, "x", true],
    [{}, "emptyDir", true],
    [[], "args", true],
    ["", "value", true],
    ["", "data.key", false],
    ["", "labels.key", false],
    [false, "tty", true],
    [0, "minReadySeconds", true],
    [false, "automountServiceAccountToken", false],
    [0, "replicas", false],
    ["x", "value", false],
  ])("%j at %s: %s", (value, path, absent) => {
    expect(meansAbsent(value, path.split("."))).toBe(absent);
  });
});

describe("normaliseExpected", () => {
  it("encodes stringData over data, for Secrets alone, and drops the status", () => {
    const secret = { data: { a: "eA==", b: "eQ==" }, stringData: { b: "ü", c: "" }, status: { x: 1 } };
    expect(normaliseExpected(object("v1 Secret web", secret))).toEqual(
      object("v1 Secret web", { data: { a: "eA==", b: "w7w=", c: "" } }),
    );
    const custom = { stringData: { a: "x" } };
    expect(normaliseExpected(object("example.com/v1 Secret web", custom))).toEqual(
      object("example.com/v1 Secret web", custom),
    );
  });
});
