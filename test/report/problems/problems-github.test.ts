import fc from "fast-check";
import { expect, test } from "vitest";
import { problemsGithub } from "../../../src/report/problems/problems-github.ts";
import { shownProblems } from "../../../src/report/problems/shown-problems.ts";
import type { Problem } from "../../../src/support/problem.ts";
import { anyProblems } from "./any-problems.ts";

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

test("escapes what would end a property or a message", () => {
  const problem: Problem = {
    code: "A-B",
    severity: "warning",
    message: "100%\nmore",
    hint: "a, b: c",
    at: { file: "a,b:c.yaml", line: 4, column: 2 },
  };
  expect(problemsGithub([problem])).toBe(
    "::warning file=a%2Cb%3Ac.yaml,line=4,col=2,title=A-B::100%25%0Amore%0A→ a, b: c\n",
  );
});

test("annotates ten errors and ten warnings and tells how many more there are", () => {
  const make = (severity: Problem["severity"], count: number): readonly Problem[] =>
    Array.from({ length: count }, (_, line) => {
      return { code: "A-B", severity, message: "m", at: { file: "f", line: line + 1, column: 1 } } as const;
    });
  const problems = [...make("error", 12), ...make("warning", 11), ...make("info", 10)];
  const lines = problemsGithub(problems).trimEnd().split("\n");
  const commands = lines.flatMap((line) => obeyed(line) ?? []);
  const counted = (name: string): number => commands.filter((command) => command.name === name).length;
  expect(["error", "warning", "notice"].map(counted)).toEqual([10, 10, 10]);
  expect(commands[0]?.properties["line"]).toBe("1");
  expect(commands.find(({ properties }) => properties["title"] === "addons validate")?.message).toBe(
    "+2 errors, 1 warning, 1 info more in the log of this step",
  );
  expect(lines.slice(-6)).toEqual([
    "::group::+2 errors, 1 warning, 1 info more",
    "f:11:1: error A-B: m",
    "f:12:1: error A-B: m",
    "f:11:1: warning A-B: m",
    "f:10:1: info A-B: m",
    "::endgroup::",
  ]);
});

test("the runner obeys exactly our commands, whatever problems say, and reads what they say", () => {
  fc.assert(
    fc.property(anyProblems, (problems) => {
      const shown = shownProblems(problems, (text) => text);
      const commands = problemsGithub(shown)
        .split("\n")
        .flatMap((line) => obeyed(line) ?? []);
      const own = commands.filter(({ properties }) => properties["title"] !== "addons validate");
      const annotations = own.filter(({ name }) => !["group", "endgroup"].includes(name));
      for (const severity of ["error", "warning"] as const) {
        const expected = shown.filter((problem) => problem.severity === severity).slice(0, 10);
        expect(annotations.filter(({ name }) => name === severity)).toEqual(expected.map(annotationOf));
      }
      expect(own.every(({ name }) => ["error", "warning", "notice", "group", "endgroup"].includes(name))).toBe(true);
    }),
  );
});

function annotationOf({ code, severity, message, hint, at }: Problem): Command {
  const old = (text: string): string => text.replaceAll("##[", "## [");
  return {
    name: severity,
    properties: {
      ...(at === undefined || at.file === "" ? {} : { file: old(at.file) }),
      ...(at === undefined ? {} : { line: String(at.line), col: String(at.column) }),
      title: code,
    },
    message: old(hint === undefined ? message : `${message}\n→ ${hint}`),
  };
}

/** As actions/runner reads a line of output: `::name key=value,…::message` at its start, or `##[name]` anywhere. */
function obeyed(line: string): Command | undefined {
  if (line.includes("##[")) return { name: "old style", properties: {}, message: line };
  const found = /^::([^:]*?)(?: (.*?))?::(.*)$/s.exec(line.trimStart());
  if (found === null) return undefined;
  const [, name = "", list = "", message = ""] = found;
  const pairs = list.split(",").flatMap((pair) => {
    const [key = "", value = ""] = pair.split(/=(.*)/s);
    return key === "" || value === "" ? [] : [[key, unescaped(value)] as const];
  });
  return { name, properties: Object.fromEntries(pairs), message: unescaped(message) };
}

function unescaped(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}
