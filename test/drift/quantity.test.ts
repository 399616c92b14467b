import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantityNanos } from "../../src/drift/quantity.ts";

describe("quantityNanos", () => {
  it.each([
    ["1000m", 1],
    ["0.1", "100m"],
    ["3072Mi", "3Gi"],
    ["1e3", "1k"],
    ["1E3", 1000],
    [".5", "500m"],
    ["1.", 1],
    ["0.5Gi", "512Mi"],
    ["1M", 1_000_000],
    ["-1", "-1000m"],
    ["100u", "0.1m"],
    ["1E", "1e18"],
    ["0.1n", "1n"],
  ])("takes %s for %s", (left, right) => {
    expect(quantityNanos(left)).toBe(quantityNanos(right));
    expect(quantityNanos(left)).toBeDefined();
  });

  it.each(["", "abc", "1Kb", "1 Gi", "--1", ".", "1e", "0x10", "1mm"])("does not take %j", (text) => {
    expect(quantityNanos(text)).toBeUndefined();
  });

  it("keeps the order of whole numbers", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (left, right) => {
        const [one, other] = [quantityNanos(`${left}Mi`) ?? 0n, quantityNanos(`${right}Mi`) ?? 0n];
        expect(Math.sign(left - right)).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
    );
  });
});
