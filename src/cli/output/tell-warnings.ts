import { PLAIN } from "../../report/colours.ts";
import { problemLine } from "../../report/problems/problems-text.ts";
import type { Problem } from "../../support/problem.ts";
import type { Invocation } from "../command.ts";

/** What stops nothing: one line each on stderr, with its place and what to change. */
export function tellWarnings({ voice }: Invocation, warnings: readonly Problem[]): void {
  for (const warning of warnings) voice.progress(problemLine(warning, PLAIN));
}
