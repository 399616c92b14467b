import type { Problem } from "./problem.ts";

/** Decides the exit code (docs/exit-codes.md): failed 1, stale 2, incomplete 3, refused 4, usage 64. */
export type ErrorKind = "failed" | "stale" | "incomplete" | "refused" | "usage";

export interface AddonsErrorOptions {
  readonly kind: ErrorKind;
  /** The next command to run, or what to change. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** All problems found, when there is more than the message to say. */
  readonly problems?: readonly Problem[];
}

/** What a user can meet. Anything else that is thrown is a bug. */
export class AddonsError extends Error {
  override readonly name = "AddonsError";
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(code: string, message: string, options: AddonsErrorOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.kind = options.kind;
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }
}
