import type { Problem } from "../../support/problem.ts";
import { sanitize } from "../../support/sanitize.ts";
import { byImportance } from "./by-importance.ts";

/**
 * The one boundary between problems and formats for programs: in their order, without escape sequences and control characters, and with
 * secrets hidden in the texts, before a format escapes them in its own way. Codes, severities and places are ours and stay as they are.
 */
export function shownProblems(problems: readonly Problem[], redact: (text: string) => string): readonly Problem[] {
  const clean = (text: string): string => redact(sanitize(text));
  return byImportance(problems).map(({ code, severity, message, hint, detail, at }) => ({
    code: sanitize(code),
    severity,
    message: clean(message),
    ...(hint === undefined ? {} : { hint: clean(hint) }),
    ...(detail === undefined ? {} : { detail: clean(detail) }),
    ...(at === undefined ? {} : { at: { file: sanitize(at.file), line: at.line, column: at.column } }),
  }));
}
