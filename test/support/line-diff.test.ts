import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineDiff, type DiffLine } from "../../src/support/line-diff.ts";

const SIGNS = { same: " ", added: "+", removed: "-", gap: "…" };
const print = (lines: readonly DiffLine[]): string => lines.map((line) => SIGNS[line.kind] + line.text).join("|");
const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `l${from + index}\n`).join("");

describe("lineDiff", () => {
  const table: Record<string, readonly [before: string, after: string, expected: string]> = {
    equal: ["a\nb\n", "a\nb\n", "…"],
    changed: ["a\nb\nc\n", "a\nx\nc\n", " a|-b|+x| c"],
    "added at the end": ["a\n", "a\nb\n", " a|+b"],
    "removed at the start": ["a\nb\n", "b\n", "-a| b"],
    "from nothing": ["", "a\nb\n", "+a|+b"],
    "to nothing": ["a\n", "", "-a"],
    "two places": ["a\nb\nc\nd\n", "b\nc\nx\nd\n", "-a| b| c|+x| d"],
    "far from it all is left out": [
      numbered(1, 20),
      numbered(1, 9) + "new\n" + numbered(11, 20),
      "…| l7| l8| l9|-l10|+new| l11| l12| l13|…",
    ],
  };
  test.each(Object.entries(table))("%s", (_name, [before, after, expected]) => {
    expect(print(lineDiff(before, after))).toBe(expected);
  });

  test("what is kept and removed is the old text, what is kept and added the new one", () => {
    const few = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
    fc.assert(
      fc.property(few, few, (before, after) => {
        const script = lineDiff(before.join("\n"), after.join("\n"));
        const side = (kind: string) =>
          script.filter((line) => line.kind === "same" || line.kind === kind).map((line) => line.text);
        if (script.some((line) => line.kind === "gap")) return;
        expect([side("removed"), side("added")]).toEqual([before, after]);
      }),
    );
  });

  test("texts with nothing in common are replaced as a whole, however large", () => {
    const before = numbered(1, 4000);
    const script = lineDiff(before, before.replaceAll("l", "m"));
    expect(script.filter((line) => line.kind === "removed")).toHaveLength(4000);
    expect(script.filter((line) => line.kind === "added")).toHaveLength(4000);
  });
});
