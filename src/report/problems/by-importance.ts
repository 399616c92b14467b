import type { Problem, SourcePosition } from "../../support/problem.ts";

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** The most important first: errors, warnings, infos; in each the order of files and lines, what has no place last. */
export function byImportance(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted(
    (a, b) =>
      RANK[a.severity] - RANK[b.severity] ||
      comparePlaces(a.at, b.at) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
}

function comparePlaces(a: SourcePosition | undefined, b: SourcePosition | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
