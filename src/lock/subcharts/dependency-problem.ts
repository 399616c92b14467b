import type { ListedDependency } from "../../sources/chart-dependencies.ts";
import { AddonsError, type ErrorKind } from "../../support/addons-error.ts";
import type { Problem } from "../../support/problem.ts";

/** What is wrong with a dependency, at its line. */
export function problemAt(
  { name, at }: ListedDependency,
  said: { readonly code: string; readonly message: string; readonly hint: string },
): Problem {
  const message = `${name === "" ? "a dependency" : `the subchart ${name}`}: ${said.message}`;
  return { code: said.code, severity: "error", message, hint: said.hint, at };
}

/** The worst decides the exit code: a way out of the project is refused, all else is wrong use. */
export function planFailed(problems: readonly Problem[]): AddonsError {
  const [first] = problems;
  const kind: ErrorKind = problems.some(({ code }) => code === "LOCK-SUBCHART-OUTSIDE") ? "refused" : "usage";
  const told = problems.map(({ message, at }) => (at ? `${at.file}:${at.line}:${at.column}: ${message}` : message));
  const hint = first?.hint;
  return new AddonsError(first?.code ?? "LOCK-SUBCHART-LISTED", told.join("; "), {
    kind,
    problems,
    ...(hint === undefined ? {} : { hint }),
  });
}
