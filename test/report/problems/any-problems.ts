import fc from "fast-check";
import type { Problem } from "../../../src/support/problem.ts";

/** Text that a format may stumble over: markup of all of them, control characters, half of a pair, secrets. */
const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "::error::x",
    "##[add-path]/tmp",
    "::",
    "%0A",
    "%25",
    "\r\n",
    "\n",
    "\t",
    ",",
    "]]>",
    "<!--",
    "<script>",
    "&amp;",
    "&",
    "`",
    "``",
    "|",
    "\\|",
    "\\",
    "@someone",
    "#12",
    "GH-7",
    "${tf.x}",
    "{0}",
    "[a](b)",
    "\u001b[31m",
    "\u0000",
    "\ud800",
    "\ufffe",
    "https://example.com",
    "hunter2!&<secret>",
  ),
);
const text = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));

export const SECRET = "hunter2!&<secret>";

const anyProblem: fc.Arbitrary<Problem> = fc
  .record({
    code: fc.constantFrom("MANIFEST-NAME", "YAML-TAB", "A-B"),
    severity: fc.constantFrom("error", "warning", "info"),
    message: text,
    hint: fc.option(text, { nil: undefined }),
    at: fc.option(
      fc.record({
        file: fc.oneof(
          fc.constantFrom("environments/dev.yaml", "charts/x/values.yaml", "a b:c,d%.yaml"),
          text.map((name) => `d/${name}`),
        ),
        line: fc.integer({ min: 1, max: 5 }),
        column: fc.integer({ min: 1, max: 5 }),
      }),
      { nil: undefined },
    ),
  })
  .map(({ hint, at, ...rest }): Problem => {
    return { ...rest, ...(hint === undefined ? {} : { hint }), ...(at === undefined ? {} : { at }) } as Problem;
  });

export const anyProblems = fc.array(anyProblem, { maxLength: 40 });
