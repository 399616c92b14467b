import fc from "fast-check";
import { expect, test } from "vitest";
import { problemsMarkdown } from "../../../src/report/problems/problems-markdown.ts";
import { shownProblems } from "../../../src/report/problems/shown-problems.ts";
import type { Problem } from "../../../src/support/problem.ts";
import { anyProblems, SECRET } from "./any-problems.ts";

const at = { file: "environments/a|b`.yaml", line: 7, column: 3 };

test("shows foreign text as it is: no markup, HTML, formula, mention or issue", () => {
  const message = "*a* `b` | <img src=x> @team #12 ${tf.x} https://x.io";
  const problem: Problem = { code: "A-B", severity: "error", message, hint: "do\nit", at };
  expect(problemsMarkdown([problem], "fine").split("\n").at(-2)).toBe(
    [
      "| ❌ error<br>`A-B` | <code>environments/a&#124;b&#96;.yaml:7:3</code> | \\*a\\* \\`b\\` \\| &lt;img src=x&gt; @&#8203;team #&#8203;12 ",
      "&#36;{tf.x} https:&#8203;//x.io | do it |",
    ].join(""),
  );
});

test("says that all is well without errors, and that there are no problems", () => {
  expect(problemsMarkdown([], "2 environments: valid")).toBe(
    "### addons validate: no problems\n\n2 environments: valid\n",
  );
  const warning: Problem = { code: "A-B", severity: "warning", message: "m" };
  expect(problemsMarkdown([warning], "2 environments: valid")).toContain("2 environments: valid");
  expect(problemsMarkdown([{ ...warning, severity: "error" }], "2 environments: valid")).not.toContain("valid\n");
});

test("stays below the limit of a step summary and says what is left out, the least important", () => {
  const make = (severity: Problem["severity"]): readonly Problem[] =>
    Array.from({ length: 3000 }, (): Problem => ({ code: "A-B", severity, message: "é".repeat(300), at }));
  const text = problemsMarkdown([...make("error"), ...make("info")], "fine");
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900 * 1024);
  expect(Buffer.byteLength(text)).toBeGreaterThan(890 * 1024);
  expect(text.split("\n").at(-2)).toMatch(/^… and 1\d\d\d errors, 3000 infos? more: run `addons validate`$/);
});

test("bounds a message that quotes a whole file", () => {
  const text = problemsMarkdown([{ code: "A-B", severity: "error", message: "x".repeat(2_000_000) }], "fine");
  expect(Buffer.byteLength(text)).toBeLessThan(3000);
});

test("is one table with four cells in each row, whatever the problems say, and hides secrets", () => {
  const redact = (text: string): string => text.replaceAll(SECRET, "(hidden)");
  fc.assert(
    fc.property(anyProblems, (problems) => {
      const shown = shownProblems(problems, redact);
      const text = problemsMarkdown(shown, "fine");
      const rows = text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| |"));
      expect(rows).toHaveLength(shown.length);
      for (const row of rows) {
        expect(row.split(/(?<!\\)(?:\\\\)*\|/).slice(1, -1)).toHaveLength(4);
        const prose = row.replace(/`[^`]*`|<code>[^<]*<\/code>/g, "").replaceAll(/<br>|&#8203;|&#36;/g, " ");
        expect(prose).not.toMatch(/<|@\w|#\d|\$|hunter2/);
      }
    }),
  );
});
