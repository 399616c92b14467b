import { AddonsError, type ErrorKind } from "../support/addons-error.ts";

/** One table for every verb (docs/exit-codes.md). */
export const EXIT = {
  done: 0,
  failed: 1,
  differences: 2,
  incomplete: 3,
  refused: 4,
  usage: 64,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

const BY_KIND: Readonly<Record<ErrorKind, number>> = {
  failed: EXIT.failed,
  stale: EXIT.differences,
  incomplete: EXIT.incomplete,
  refused: EXIT.refused,
  usage: EXIT.usage,
};

/** A bug counts as failed. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof AddonsError ? BY_KIND[error.kind] : EXIT.failed;
}

/** What happened in one piece of a run. */
export type Outcome = "done" | "failed" | "differences" | "incomplete" | "refused" | "SIGINT" | "SIGTERM";

const WORST_FIRST: readonly Outcome[] = ["SIGINT", "SIGTERM", "failed", "refused", "differences", "incomplete"];

/** The worst outcome decides; `differences: "allowed"` is --exit-zero. */
export function exitCodeOf(outcomes: Iterable<Outcome>, differences: "tell" | "allowed" = "tell"): number {
  const seen = new Set(outcomes);
  if (differences === "allowed") seen.delete("differences");
  const worst = WORST_FIRST.find((outcome) => seen.has(outcome));
  return EXIT[worst ?? "done"];
}
