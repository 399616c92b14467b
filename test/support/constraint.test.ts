import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseVersion, satisfies } from "../../src/lock/resolve/choose-version.ts";
import { parseConstraint } from "../../src/support/constraint.ts";
import { compareVersions, parseVersion } from "../../src/support/parse-version.ts";

const VERSIONS = [
  "0.0.1",
  "0.1.0",
  "0.1.5",
  "0.2.0",
  "1.0.0",
  "1.1.0",
  "1.2.0",
  "1.2.3",
  "1.2.10",
  "1.3.0-rc.1",
  "1.3.0",
  "2.0.0-alpha",
  "2.0.0",
  "v2.1.0",
  "10.0.0+build",
];
const matching = (constraint: string): string =>
  VERSIONS.filter((version) => parseConstraint(constraint)?.matches(parseVersion(version)!)).join(" ");

const CHARACTERS = "0 1 2 3 4 5 6 7 8 9 . x X * < > = ! ~ ^ | , - + v a b".split(" ").concat(" ", "||");

describe("constraints", () => {
  test.for<[string, string]>([
    ["1.2.3", "1.2.3"],
    ["=1.2.3", "1.2.3"],
    ["v1.2.3", "1.2.3"],
    ["1.2", "1.2.0 1.2.3 1.2.10"],
    ["1", "1.0.0 1.1.0 1.2.0 1.2.3 1.2.10 1.3.0"],
    ["1.2.x", "1.2.0 1.2.3 1.2.10"],
    ["1.X", "1.0.0 1.1.0 1.2.0 1.2.3 1.2.10 1.3.0"],
    ["~1.2", "1.2.0 1.2.3 1.2.10"],
    ["~1.2.3", "1.2.3 1.2.10"],
    ["~>1.2.3", "1.2.3 1.2.10"],
    ["~1", "1.0.0 1.1.0 1.2.0 1.2.3 1.2.10 1.3.0"],
    ["^1.2.3", "1.2.3 1.2.10 1.3.0"],
    ["^0.1", "0.1.0 0.1.5"],
    ["^0.1.2", "0.1.5"],
    ["^0.0.1", "0.0.1"],
    ["^0", "0.0.1 0.1.0 0.1.5 0.2.0"],
    [">=1.2, <2", "1.2.0 1.2.3 1.2.10 1.3.0"],
    [">=1.2 <2", "1.2.0 1.2.3 1.2.10 1.3.0"],
    ["=>1.3", "1.3.0 2.0.0 v2.1.0 10.0.0+build"],
    ["=<0.1", "0.0.1 0.1.0 0.1.5"],
    ["<=1.2", "0.0.1 0.1.0 0.1.5 0.2.0 1.0.0 1.1.0 1.2.0 1.2.3 1.2.10"],
    [">1.2", "1.3.0 2.0.0 v2.1.0 10.0.0+build"],
    [">1", "2.0.0 v2.1.0 10.0.0+build"],
    ["<1.2", "0.0.1 0.1.0 0.1.5 0.2.0 1.0.0 1.1.0"],
    ["!=1.2.3, ~1.2", "1.2.0 1.2.10"],
    ["!=1.x, >=1, <3", "2.0.0 v2.1.0"],
    ["!=1.2.x, ~1", "1.0.0 1.1.0 1.3.0"],
    ["1.0 - 1.2", "1.0.0 1.1.0 1.2.0 1.2.3 1.2.10"],
    ["0.1.0 - 0.2.0 || ^2", "0.1.0 0.1.5 0.2.0 2.0.0 v2.1.0"],
    ["*", "0.0.1 0.1.0 0.1.5 0.2.0 1.0.0 1.1.0 1.2.0 1.2.3 1.2.10 1.3.0 2.0.0 v2.1.0 10.0.0+build"],
    [">=1.3.0-0, <2", "1.3.0-rc.1 1.3.0 2.0.0-alpha"],
    ["1.3.0-rc.1", "1.3.0-rc.1"],
    ["~1.3.0-rc", "1.3.0-rc.1 1.3.0"],
    ["10.0.0", "10.0.0+build"],
    ["~0.0.0", "0.0.1 0.1.0 0.1.5 0.2.0 1.0.0 1.1.0 1.2.0 1.2.3 1.2.10 1.3.0 2.0.0 v2.1.0 10.0.0+build"],
  ])("%s", ([constraint, expected]) => {
    expect(matching(constraint)).toBe(expected);
  });

  test.for(["", "latest", ">=", "1.2.3.4", "1.2 beta", "==1.2", "~~1", "1,,2", "1.2.3 -", "^", "x".repeat(300)])(
    "%s is none",
    (text) => {
      expect(parseConstraint(text)).toBeUndefined();
    },
  );

  // With two ways to match a term each of these would take longer than anybody waits.
  test.for(["1   ", "|.1  =", "1.1 , ", "1-1  ", ">= 1.x  || "])("many times %j is read at once", (unit) => {
    for (const end of ["!", " -", ""])
      expect(() => satisfies("1.2.3", unit.repeat(40).slice(0, 500) + end)).not.toThrow();
  });

  test("any text is read or turned down in short time", () => {
    const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 256 });
    fc.assert(
      fc.property(text, (constraint) => {
        expect(typeof satisfies("1.2.3", constraint)).toBe("boolean");
      }),
    );
  });
});

describe("versions", () => {
  test("are ordered as semver orders them", () => {
    const ordered = [
      "0.9",
      "1.0.0-1",
      "1.0.0-2",
      "1.0.0-10",
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta",
      "v1",
      "1.0.1",
      "1.10",
      "18446744073709551615.0.0",
    ];
    const shuffled = [...ordered].reverse();
    expect(shuffled.sort((left, right) => compareVersions(parseVersion(left)!, parseVersion(right)!))).toEqual(ordered);
  });

  test.for([
    "",
    "x",
    "1.2.3.4",
    "-1",
    "1.2.3-",
    "1.2.3-01",
    "1..2",
    "18446744073709551616.0.0",
    "V1.0.0",
    "1.0.0 ",
    "1".repeat(300),
  ])("%s is none", (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });
});

describe("choice", () => {
  const choose = (wanted: string, ...offers: string[]): string | undefined =>
    chooseVersion(
      offers.map((version) => ({ version })),
      wanted,
    )?.version;

  test("the highest, in whatever order they are listed; never a prerelease unless asked", () => {
    expect(choose("*", "1.2.0", "1.10.0", "2.0.0-rc.1", "1.9.0")).toBe("1.10.0");
    expect(choose("*-0", "1.2.0", "1.10.0", "2.0.0-rc.1", "1.9.0")).toBe("2.0.0-rc.1");
  });
  test("an exact spelling before anything that compares equal", () => {
    expect(choose("1.0.0+b", "1.0.0+a", "1.0.0+b")).toBe("1.0.0+b");
    expect(choose("1.0.0", "1.0.0+a", "v1.0.0")).toBe("1.0.0+a");
    expect(choose("1.2", "1.2.9", "1.2")).toBe("1.2");
  });
  test("broken versions are passed over", () => {
    expect(choose("*", "latest", "1.0.0-01", "0.1.0")).toBe("0.1.0");
    expect(choose("*", "latest")).toBeUndefined();
    expect(choose("not a constraint", "not a constraint")).toBeUndefined();
  });
});
