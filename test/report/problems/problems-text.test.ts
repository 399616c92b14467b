import { describe, expect, it } from "vitest";
import { PLAIN } from "../../../src/report/colours.ts";
import { errorRecord, errorText } from "../../../src/report/problems/error-text.ts";
import { problemsText } from "../../../src/report/problems/problems-text.ts";
import { AddonsError } from "../../../src/support/addons-error.ts";
import type { Problem } from "../../../src/support/problem.ts";

const SOURCE = ["kind: Environment", "addons:", "  dns:", "    chrat: ../charts/dns", "    namespace: dns", ""].join(
  "\n",
);
const PROBLEMS: readonly Problem[] = [
  { code: "MANIFEST-LATE", severity: "warning", message: "no place" },
  {
    code: "MANIFEST-UNKNOWN-KEY",
    severity: "error",
    message: "chrat is no key\nof an add-on",
    hint: "did you mean chart?",
    at: { file: "environments/dev.yaml", line: 4, column: 5 },
  },
];
const keep = (text: string): string => text;

describe("problemsText", () => {
  it("is one line per problem for logs, in the order of places", () => {
    expect(problemsText(PROBLEMS, { colours: PLAIN, shape: "lines" })).toBe(
      [
        "environments/dev.yaml:4:5: error MANIFEST-UNKNOWN-KEY: chrat is no key of an add-on (did you mean chart?)",
        "warning MANIFEST-LATE: no place",
        "1 error, 1 warning",
        "",
      ].join("\n"),
    );
  });

  it("starts with the errors, then warnings, then infos, each in the order of files and lines", () => {
    const at = (file: string, line: number) => ({ file, line, column: 1 });
    const mixed: readonly Problem[] = [
      { code: "A", severity: "info", message: "i", at: at("a", 1) },
      { code: "B", severity: "warning", message: "w", at: at("a", 2) },
      { code: "C", severity: "error", message: "late", at: at("b", 2) },
      { code: "D", severity: "error", message: "nowhere" },
      { code: "E", severity: "error", message: "early", at: at("b", 1) },
    ];
    const lines = problemsText(mixed, { colours: PLAIN, shape: "lines" }).split("\n");
    expect(lines.slice(0, 5).map((line) => line.split(": ").at(-1))).toEqual(["early", "late", "nowhere", "w", "i"]);
  });

  it("holds warnings and infos back from a person, never errors, and says how many", () => {
    const many = (severity: Problem["severity"]): readonly Problem[] =>
      Array.from({ length: 30 }, (_, line): Problem => {
        return { code: "A-B", severity, message: "m", at: { file: "f", line: line + 1, column: 1 } };
      });
    const problems = [...many("info"), ...many("warning"), ...many("error")];
    const shown = (text: string): readonly number[] =>
      ["error", "warning", "info"].map((severity) => text.split(`${severity} A-B`).length - 1);
    const bounded = problemsText(problems, { colours: PLAIN, shape: "frames" });
    expect(shown(bounded)).toEqual([30, 20, 20]);
    expect(bounded).toContain("… and 10 warnings, 10 info more; --verbose shows all");
    expect(shown(problemsText(problems, { colours: PLAIN, shape: "frames", detail: "full" }))).toEqual([30, 30, 30]);
    expect(shown(problemsText(problems, { colours: PLAIN, shape: "lines" }))).toEqual([30, 30, 30]);
  });

  it("shows the source around it to a person", () => {
    expect(problemsText(PROBLEMS.slice(1), { colours: PLAIN, shape: "frames", source: () => SOURCE }))
      .toMatchInlineSnapshot(`
      "error MANIFEST-UNKNOWN-KEY: chrat is no key
      of an add-on
        environments/dev.yaml:4:5
        3 |   dns:
        4 |     chrat: ../charts/dns
          |     ^
        5 |     namespace: dns
        → did you mean chart?

      1 error
      "
    `);
  });

  it.each(["lines", "frames"] as const)("shows digests and the like only when all is asked for (%s)", (shape) => {
    const stale: Problem = {
      code: "LOCK-STALE",
      severity: "error",
      message: "was changed",
      detail: "wants h1:a, has h1:b",
    };

    expect(problemsText([stale], { colours: PLAIN, shape })).not.toContain("h1:");
    expect(problemsText([stale], { colours: PLAIN, shape, detail: "full" })).toContain("wants h1:a, has h1:b");
    expect(errorRecord(new AddonsError("A", "b", { kind: "stale", problems: [stale] }), keep).problems).toEqual([
      stale,
    ]);
  });

  it("cuts long lines around the column", () => {
    const at = { file: "x.yaml", line: 1, column: 5001 };
    const source = (): string => `${"a".repeat(5000)}!${"b".repeat(5000)}`;

    const text = problemsText([{ code: "A-B", severity: "error", message: "m", at }], {
      colours: PLAIN,
      shape: "frames",
      source,
    });

    const [before = "", caret = ""] = text.split("\n").slice(2, 4);
    expect(before.length).toBeLessThan(120);
    expect(before[caret.indexOf("^")]).toBe("!");
  });
});

describe("errorText", () => {
  const style = { colours: PLAIN, shape: "lines", detail: "short", redact: keep } as const;

  it("says problems, then the error, then the next command", () => {
    const error = new AddonsError("MANIFEST-INVALID", "1 error", {
      kind: "usage",
      hint: "addons validate",
      problems: PROBLEMS,
    });

    expect(errorText(error, style).split("\n").slice(-3)).toEqual([
      "error MANIFEST-INVALID: 1 error",
      "→ next: addons validate",
      "",
    ]);
  });

  it("hides secrets and escape sequences of foreign text, in causes too", () => {
    const cause = new Error("helm said hunter22 \u001b[31m");
    const error = new AddonsError("HELM-FAILED", "password hunter22 \u0007", { kind: "failed", cause });
    const redact = (text: string): string => text.replaceAll("hunter22", "(hidden)");

    const text = errorText(error, { ...style, detail: "full", redact });

    expect(text).toBe("error HELM-FAILED: password (hidden) \n  because: helm said (hidden) \n");
    expect(errorRecord(error, redact)).toEqual({ code: "HELM-FAILED", message: "password (hidden) ", problems: [] });
  });

  it("says that a bug is a bug, with its stack only under --verbose", () => {
    const short = errorText(new TypeError("x is not a function"), style);
    const full = errorText(new TypeError("x is not a function"), { ...style, detail: "full" });

    expect(short).toContain("error BUG: this is a mistake in addons, not in your files: x is not a function");
    expect(short).toContain("→ next: run it again with --verbose");
    expect(short).not.toContain("    at ");
    expect(full).toContain("    at ");
  });
});
