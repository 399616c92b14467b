import type { Problem } from "../../support/problem.ts";
import { PLAIN } from "../colours.ts";
import { problemLine } from "./problems-text.ts";

/**
 * JUnit XML, a test case per file: one without errors has passed, and what is no error stands in its output. `checked` are the files that
 * were looked at, so that a run without problems is not an empty report. Times are 0: nothing was measured.
 */
export function problemsJunit(problems: readonly Problem[], checked: readonly string[], verb = "validate"): string {
  const files = [...new Set([...checked.map(allowed), ...problems.map(fileOf)])].sort();
  const cases = files.map((file) => ({ file, found: problems.filter((problem) => fileOf(problem) === file) }));
  const failed = cases.filter(({ found }) => found.some(isError)).length;
  const counts = `tests="${cases.length}" failures="${failed}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="addons ${verb}" ${counts} time="0">`,
    `  <testsuite name="addons ${verb}" ${counts} skipped="0" time="0">`,
    ...cases.map((each) => testCase(each, verb)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** As it can be written: names that only differ in what XML forbids are one test case, since readers want each name once. */
function fileOf({ at }: Problem): string {
  return allowed(at?.file ?? "(no file)");
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}

function testCase(
  { file, found }: { readonly file: string; readonly found: readonly Problem[] },
  verb: string,
): string {
  const head = `    <testcase name="${attribute(file)}" classname="addons.${verb}" time="0"`;
  const errors = found.filter(isError);
  const others = found.filter((problem) => !isError(problem));
  if (found.length === 0) return `${head}/>`;
  return [
    `${head}>`,
    ...(errors.length === 0 ? [] : [failure(errors)]),
    ...(others.length === 0 ? [] : [`      <system-out>${xml(lines(others))}</system-out>`]),
    "    </testcase>",
  ].join("\n");
}

/** Readers take one failure per test case, so it holds all errors. */
function failure(errors: readonly Problem[]): string {
  const [first] = errors;
  const rest = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  const codes = [...new Set(errors.map(({ code }) => code))].join(" ");
  return `      <failure message="${attribute(`${first?.message ?? ""}${rest}`)}" type="${attribute(codes)}">${xml(lines(errors))}</failure>`;
}

function lines(problems: readonly Problem[]): string {
  return problems.map((problem) => problemLine(problem, PLAIN)).join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
};

/** Without what XML 1.0 forbids even as a reference: surrogates without their pair, U+FFFE, U+FFFF, control characters. */
function allowed(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this removes
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "");
}

function xml(text: string): string {
  return allowed(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

/** Readers fold white space in attributes that is not escaped. */
function attribute(text: string): string {
  return xml(text).replace(/[\t\n]/g, (character) => ENTITIES[character] ?? "");
}
