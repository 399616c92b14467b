import type { Problem } from "../support/problem.ts";

/** What was made once for all clusters, and the problems met on the way, which every cluster that uses it has. */
export interface Recorded<Result> {
  readonly result: Result;
  readonly problems: readonly Problem[];
}

export async function recorded<Result>(
  make: (report: (problem: Problem) => void) => Promise<Result>,
): Promise<Recorded<Result>> {
  const problems: Problem[] = [];
  const result = await make((problem) => void problems.push(problem));
  return { result, problems };
}
