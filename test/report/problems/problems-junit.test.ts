import fc from "fast-check";
import { expect, test } from "vitest";
import { problemsJunit } from "../../../src/report/problems/problems-junit.ts";
import { shownProblems } from "../../../src/report/problems/shown-problems.ts";
import type { Problem } from "../../../src/support/problem.ts";
import { anyProblems } from "./any-problems.ts";
import { strictXml, type XmlElement } from "./strict-xml.ts";

const at = (file: string, line: number) => ({ file, line, column: 3 });
const PROBLEMS: readonly Problem[] = [
  { code: "A-ONE", severity: "error", message: 'say "no" to <b> & ]]>', hint: "do\nthis", at: at("e/dev.yaml", 4) },
  { code: "A-TWO", severity: "error", message: "second", at: at("e/dev.yaml", 9) },
  { code: "A-THREE", severity: "warning", message: "hm", at: at("e/prod.yaml", 1) },
];

test("has a test case per file: failed with errors, passed with less", () => {
  const root = strictXml(problemsJunit(PROBLEMS, ["e/dev.yaml", "e/clean.yaml"]));
  const [suite] = root.children;
  expect(root.name).toBe("testsuites");
  expect(suite?.attributes).toEqual({
    name: "addons validate",
    tests: "3",
    failures: "1",
    errors: "0",
    skipped: "0",
    time: "0",
  });
  const cases = suite?.children ?? [];
  expect(cases.map(({ attributes, children }) => [attributes["name"], children.map(({ name }) => name)])).toEqual([
    ["e/clean.yaml", []],
    ["e/dev.yaml", ["failure"]],
    ["e/prod.yaml", ["system-out"]],
  ]);
  const [failure] = cases[1]?.children ?? [];
  expect(failure?.attributes).toEqual({ message: 'say "no" to <b> & ]]> (and 1 more)', type: "A-ONE A-TWO" });
  expect(failure?.text).toBe(
    'e/dev.yaml:4:3: error A-ONE: say "no" to <b> & ]]> (do this)\ne/dev.yaml:9:3: error A-TWO: second',
  );
});

test("files whose names only differ in what XML cannot say are one test case", () => {
  const problems = ["e/\uffffa.yaml", "e/a.yaml"].map((file): Problem => ({
    code: "A-ONE",
    severity: "error",
    message: "no",
    at: at(file, 1),
  }));
  const [suite] = strictXml(problemsJunit(problems, [])).children;
  expect(suite?.children.map(({ attributes }) => attributes["name"])).toEqual(["e/a.yaml"]);
  expect(suite?.children[0]?.children[0]?.attributes["message"]).toBe("no (and 1 more)");
});

test("is well-formed and follows the rules of JUnit readers, whatever the problems say", () => {
  fc.assert(
    fc.property(anyProblems, (problems) => {
      const root = strictXml(
        problemsJunit(
          shownProblems(problems, (text) => text),
          ["environments/dev.yaml"],
        ),
      );
      expect(root.children.map(({ name }) => name)).toEqual(["testsuite"]);
      root.children.forEach(checkSuite);
    }),
  );
});

/** What the schema of Jenkins and Surefire asks of a suite. */
function checkSuite(suite: XmlElement): void {
  const { children, attributes } = suite;
  expect(children.every(({ name }) => name === "testcase")).toBe(true);
  expect(attributes["tests"]).toBe(String(children.length));
  expect(attributes["failures"]).toBe(String(children.filter(hasFailure).length));
  const names = children.map((child) => child.attributes["name"]);
  expect(new Set(names).size).toBe(names.length);
  for (const child of children) {
    expect(child.attributes).toMatchObject({ classname: "addons.validate", time: "0" });
    expect(["", "failure", "system-out", "failure,system-out"]).toContain(
      child.children.map(({ name }) => name).join(","),
    );
  }
}

function hasFailure({ children }: XmlElement): boolean {
  return children.some(({ name }) => name === "failure");
}
