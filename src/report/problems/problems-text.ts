import type { Problem, SourcePosition } from "../../support/problem.ts";
import { sanitize } from "../../support/sanitize.ts";
import { codeFrame } from "./code-frame.ts";
import type { Colours } from "../colours.ts";
import { byImportance } from "./by-importance.ts";

export interface ProblemStyle {
  readonly colours: Colours;
  /** `lines`: one line per problem, for logs and for grep. `frames`: with the source around it, for a person. */
  readonly shape: "lines" | "frames";
  /** `full`: details, too. */
  readonly detail?: "short" | "full";
  /** Text of a project file, when it is at hand. */
  readonly source?: (file: string) => string | undefined;
}

/** As many warnings, and as many infos, a person sees at once; errors are never held back. */
const SHOWN_TO_A_PERSON = 20;

/** Problems, errors first, in each severity in the order of files and lines; then a count. Empty text for none. */
export function problemsText(problems: readonly Problem[], style: ProblemStyle): string {
  if (problems.length === 0) return "";
  const sorted = byImportance(problems);
  const shown = style.shape === "frames" && style.detail !== "full" ? bounded(sorted) : sorted;
  const blocks = shown.map((problem) =>
    style.shape === "lines" ? problemLine(problem, style.colours, style.detail) : block(problem, style),
  );
  const isShown = new Set(shown);
  const held = sorted.filter((problem) => !isShown.has(problem));
  const more = held.length === 0 ? "" : `… and ${countProblems(held)} more; --verbose shows all\n`;
  return `${blocks.join("\n")}\n${more}${countProblems(problems)}\n`;
}

function bounded(sorted: readonly Problem[]): readonly Problem[] {
  const left = { error: Infinity, warning: SHOWN_TO_A_PERSON, info: SHOWN_TO_A_PERSON };
  return sorted.filter(({ severity }) => left[severity]-- > 0);
}

/** `2 errors, 1 warning` */
export function countProblems(problems: readonly Problem[]): string {
  const count = (severity: Problem["severity"], one: string): string[] => {
    const found = problems.filter((problem) => problem.severity === severity).length;
    return found === 0 ? [] : [`${found} ${one}${found === 1 || one === "info" ? "" : "s"}`];
  };
  return [...count("error", "error"), ...count("warning", "warning"), ...count("info", "info")].join(", ");
}

/** `file:line:column`, as editors and terminals make it a link. */
export function placeText(at: SourcePosition): string {
  return sanitize(`${at.file}:${at.line}:${at.column}`);
}

/** `file:line:column: error CODE: what (what to do)` */
export function problemLine(problem: Problem, colours: Colours, shown: "short" | "full" = "short"): string {
  const place = problem.at === undefined ? "" : `${placeText(problem.at)}: `;
  const hint = problem.hint === undefined ? "" : ` (${oneLine(problem.hint)})`;
  const detail = problem.detail === undefined || shown === "short" ? "" : `: ${oneLine(problem.detail)}`;
  return `${place}${label(problem, colours)}: ${oneLine(problem.message)}${detail}${hint}`;
}

function block(problem: Problem, style: ProblemStyle): string {
  const { colours } = style;
  const lines = [`${label(problem, colours)}: ${colours.bold(sanitize(problem.message))}`];
  if (problem.at !== undefined) {
    lines.push(
      `  ${colours.cyan(placeText(problem.at))}`,
      ...codeFrame(problem.at, style.source?.(problem.at.file) ?? "", colours),
    );
  }
  if (problem.detail !== undefined && style.detail === "full") lines.push(`  ${sanitize(problem.detail)}`);
  if (problem.hint !== undefined) lines.push(`  → ${sanitize(problem.hint)}`);
  return `${lines.join("\n")}\n`;
}

function label(problem: Problem, colours: Colours): string {
  const paint = { error: colours.red, warning: colours.yellow, info: colours.cyan }[problem.severity];
  return paint(`${problem.severity} ${problem.code}`);
}

function oneLine(text: string): string {
  return sanitize(text).replace(/\s*\n\s*/g, " ");
}
