import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { linearRegExp } from "../../../src/check/values/schema/linear-regexp.ts";

const piece = fc.constantFrom(
  ..."a b ab . ^ $ | ( ) (?: [ab] [^a] [a-c] [-a] [a-] [^-] \\d \\w \\s \\S \\. \\- * + ? *? {2} {1,2} {0,} { } a{2}{3} ** [] [z-a] \\b (?i) [[:alpha:]] \\pL é 😀".split(
    " ",
  ),
);
const text = fc.array(fc.constantFrom(...Array.from("aabbc1 -.\n\tAé😀")), { maxLength: 8 }).map((all) => all.join(""));

function byEngine(pattern: string, of: string): boolean | "wrong" {
  try {
    return RE2JS.compile(pattern).matcher(of).find();
  } catch {
    return "wrong";
  }
}

describe("simple patterns", () => {
  test("match what Go's engine matches", () => {
    let simple = 0;
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(text, { minLength: 5, maxLength: 5 }),
        (pieces, texts) => {
          const pattern = pieces.join("");
          const ours = linearRegExp(pattern);
          if (ours === undefined) return;
          simple++;
          expect(texts.map(ours)).toEqual(texts.map((one) => byEngine(pattern, one)));
        },
      ),
      { numRuns: 5000 },
    );
    expect(simple).toBeGreaterThan(500);
  });

  test.each(["^(a+)+$", "^(a|a)*$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "a{0,100}a{0,100}a{0,100}b"])(
    "%s ends",
    (pattern) => {
      expect(linearRegExp(pattern)?.(`${"a".repeat(20_000)}!`)).toBe(false);
    },
  );

  test.each([
    "(?i)a",
    "[[:alpha:]]",
    "\\pL",
    "(?P<n>a)",
    "a{600}{2}",
    "(a{100}){100}",
    "(?=a)",
    "[",
    "(",
    "a**",
    "\\1",
  ])("%s is left to the engine", (pattern) => {
    expect(linearRegExp(pattern)).toBeUndefined();
  });
});
