import { AddonsError } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Colours } from "../colours.ts";
import { problemsText, type ProblemStyle } from "./problems-text.ts";

export interface ErrorStyle extends ProblemStyle {
  /** `full`: stack and causes too. */
  readonly detail: "short" | "full";
  /** Hides known secrets; applied to everything that is not ours. */
  readonly redact: (text: string) => string;
}

/** What stderr says before a run ends: problems first, then the error, the next command last. */
export function errorText(error: unknown, style: ErrorStyle): string {
  if (!(error instanceof AddonsError)) return bugText(error, style);
  const { colours } = style;
  if (isItsOnlyProblem(error)) return problemsText(error.problems, style);
  const lines = [`${colours.red(`error ${error.code}`)}: ${clean(error.message, style)}`];
  if (style.detail === "full") lines.push(...causes(error.cause, style));
  if (error.hint !== undefined) lines.push(`→ next: ${clean(error.hint, style)}`);
  return `${problemsText(error.problems, style)}${lines.join("\n")}\n`;
}

/** The problem says all of it, with its place: nothing is said twice. */
function isItsOnlyProblem({ code, message, hint, problems }: AddonsError): boolean {
  const [only, ...others] = problems;
  if (only === undefined || others.length > 0) return false;
  return only.code === code && message.endsWith(only.message) && (hint === undefined || hint === only.hint);
}

/** The same as one JSON line's payload. */
export function errorRecord(error: unknown, redact: (text: string) => string): ErrorRecord {
  if (!(error instanceof AddonsError)) return { code: "BUG", message: sanitize(redact(describe(error))), problems: [] };
  return {
    code: error.code,
    message: sanitize(redact(error.message)),
    ...(error.hint === undefined ? {} : { hint: sanitize(redact(error.hint)) }),
    problems: error.problems,
  };
}

export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly problems: readonly Problem[];
}

function bugText(error: unknown, style: ErrorStyle): string {
  const { colours } = style;
  const head = `${colours.red("error BUG")}: this is a mistake in addons, not in your files: ${clean(describe(error), style)}`;
  if (style.detail === "short") return `${head}\n→ next: run it again with --verbose and report what it prints\n`;
  return [head, ...stack(error, style), ...causes(causeOf(error), style), ""].join("\n");
}

function causes(cause: unknown, style: ErrorStyle): string[] {
  const lines: string[] = [];
  for (let next = cause, depth = 0; next !== undefined && next !== null && depth < 5; next = causeOf(next), depth++) {
    lines.push(style.colours.dim(`  because: ${clean(describe(next), style)}`));
  }
  return lines;
}

function stack(error: unknown, style: ErrorStyle): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const frames = error.stack.split("\n").filter((line) => line.startsWith("    at "));
  return frames.map((frame) => style.colours.dim(clean(frame, style)));
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function clean(text: string, style: { readonly redact: (text: string) => string; readonly colours: Colours }): string {
  return sanitize(style.redact(text));
}
