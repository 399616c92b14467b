import type { Problem } from "../../support/problem.ts";
import { PLAIN } from "../colours.ts";
import { countProblems, problemLine } from "./problems-text.ts";

/** GitHub shows this many annotations of each level per step and drops the others without a word. */
const SHOWN = 10;

const COMMAND = { error: "error", warning: "warning", info: "notice" } as const;

/**
 * Workflow commands of GitHub Actions for problems in their order, most important first: an annotation each as far as GitHub shows them, the
 * others as lines of the log, and a notice that says how many those are.
 */
export function problemsGithub(problems: readonly Problem[]): string {
  const of = (severity: Problem["severity"]): readonly Problem[] =>
    problems.filter((problem) => problem.severity === severity);
  const hasMore = (["error", "warning", "info"] as const).some((severity) => of(severity).length > SHOWN);
  const annotated = [
    ...of("error").slice(0, SHOWN),
    ...of("warning").slice(0, SHOWN),
    // A place is kept for the notice about what is not annotated.
    ...of("info").slice(0, hasMore ? SHOWN - 1 : SHOWN),
  ];
  const isAnnotated = new Set(annotated);
  const others = problems.filter((problem) => !isAnnotated.has(problem));
  const lines = annotated.map(annotation);
  if (others.length > 0) {
    const more = `+${countProblems(others)} more`;
    lines.push(
      `::notice title=${property("addons validate")}::${data(`${more} in the log of this step`)}`,
      `::group::${data(more)}`,
      ...others.map((problem) => harmless(problemLine(problem, PLAIN))),
      "::endgroup::",
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}

function annotation({ code, severity, message, hint, at }: Problem): string {
  const properties = [
    ...(at === undefined ? [] : [["file", at.file] as const, ["line", at.line] as const, ["col", at.column] as const]),
    ["title", code] as const,
  ];
  const shown = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(",");
  return `::${COMMAND[severity]} ${shown}::${data(hint === undefined ? message : `${message}\n→ ${hint}`)}`;
}

function data(text: string): string {
  return oldCommands(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A line of the log that the runner takes for no command, whatever text it quotes. */
function harmless(line: string): string {
  return oldCommands(line).replace(/^(\s*):(?=:)/, "$1: ");
}

/** The older spelling of commands, `##[name]`, is obeyed anywhere in a line. */
function oldCommands(text: string): string {
  return text.replaceAll("##[", "## [");
}
