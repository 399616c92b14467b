import fc from "fast-check";
import { expect, test } from "vitest";
import { problemsSarif } from "../../../src/report/problems/problems-sarif.ts";
import { shownProblems } from "../../../src/report/problems/shown-problems.ts";
import type { Problem } from "../../../src/support/problem.ts";
import { anyProblems } from "./any-problems.ts";
import { checkSarif } from "./check-sarif.ts";

const TOOL = {
  version: "1.2.3",
  explain: (code: string) =>
    code === "A-B" ? { code, title: "it is {so}", why: ["because", "and"], severity: "fixed" as const } : undefined,
};
const at = { file: "charts/my chart/värde.yaml", line: 7, column: 3 };
const PROBLEM: Problem = { code: "A-B", severity: "info", message: "${tf.x} and [a](b)", hint: "do it", at };

test("tells a rule with its help, and a result with its place", () => {
  const log = checkSarif(problemsSarif([PROBLEM], TOOL));
  const [run] = log.runs;
  expect(run?.tool.driver.rules).toEqual([
    {
      id: "A-B",
      shortDescription: { text: "it is {{so}}." },
      fullDescription: { text: "because and" },
      help: { text: "it is {{so}}.\n\nbecause\n\nand\n\nMore: addons explain A-B" },
      properties: { tags: ["addons"] },
    },
  ]);
  expect(run?.results[0]).toMatchObject({
    ruleId: "A-B",
    ruleIndex: 0,
    level: "note",
    message: { text: "${{tf.x}} and [a\\](b)\n→ do it" },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "charts/my%20chart/v%C3%A4rde.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 7, startColumn: 3 },
        },
      },
    ],
  });
});

test("keeps a problem's fingerprint when its line moves or another cluster has it, too", () => {
  const print = (problem: Problem): unknown =>
    checkSarif(problemsSarif([problem], TOOL)).runs[0]?.results[0]?.partialFingerprints;
  expect(print({ ...PROBLEM, at: { ...at, line: 99 } })).toEqual(print(PROBLEM));
  expect(print({ ...PROBLEM, message: `${PROBLEM.message} (in dev/a, dev/b)` })).toEqual(print(PROBLEM));
  expect(print({ ...PROBLEM, message: "other" })).not.toEqual(print(PROBLEM));
});

test("tells problems alike in one file apart", () => {
  const results = checkSarif(problemsSarif([PROBLEM, { ...PROBLEM, at: { ...at, line: 8 } }], TOOL)).runs[0]?.results;
  expect(new Set(results?.map((result) => JSON.stringify(result.partialFingerprints))).size).toBe(2);
});

test("follows SARIF 2.1.0 whatever the problems say", () => {
  fc.assert(
    fc.property(anyProblems, (problems) => {
      const shown = shownProblems(problems, (text) => text);
      const [run] = checkSarif(problemsSarif(shown, TOOL)).runs;
      expect(run?.results.map(({ message }) => plain(message.text))).toEqual(
        shown.map(({ message, hint }) => (hint === undefined ? message : `${message}\n→ ${hint}`).toWellFormed()),
      );
    }),
  );
});

/** As a reader shows a message that has no arguments. */
function plain(text: string): string {
  return text
    .replaceAll("{{", "{")
    .replaceAll("}}", "}")
    .replaceAll(String.raw`\](`, "](");
}
