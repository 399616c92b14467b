import { describe, expect, it } from "vitest";
import { exitCodeOf, exitCodeOfError, type Outcome } from "../../src/cli/exit-code.ts";
import { AddonsError, type ErrorKind } from "../../src/support/addons-error.ts";

describe("exit codes", () => {
  it.each<[ErrorKind, number]>([
    ["failed", 1],
    ["stale", 2],
    ["incomplete", 3],
    ["refused", 4],
    ["usage", 64],
  ])("an error of kind %s is %i", (kind, code) => {
    expect(exitCodeOfError(new AddonsError("X-Y", "x", { kind }))).toBe(code);
  });

  it("a bug is 1", () => {
    expect([exitCodeOfError(new Error("x")), exitCodeOfError("x")]).toEqual([1, 1]);
  });

  it.each<[readonly Outcome[], number, number]>([
    [[], 0, 0],
    [["done"], 0, 0],
    [["differences"], 2, 0],
    [["incomplete"], 3, 3],
    [["incomplete", "differences"], 2, 3],
    [["differences", "refused"], 4, 4],
    [["refused", "failed"], 1, 1],
    [["failed", "SIGINT"], 130, 130],
    [["SIGTERM", "differences"], 143, 143],
  ])("%j is %i, and with --exit-zero %i", (outcomes, code, allowed) => {
    expect([exitCodeOf(outcomes), exitCodeOf(outcomes, "allowed")]).toEqual([code, allowed]);
  });
});
