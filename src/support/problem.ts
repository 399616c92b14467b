/** A place in a text file; line and column start at 1, the file is relative to the project folder. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with the input, collected and shown together with all others. */
export interface Problem {
  /** Stable, upper-case and dashed, e.g. `MANIFEST-UNKNOWN-KEY`. */
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  /** What is wrong and why, without the place. */
  readonly message: string;
  /** What to do about it: the nearest known name, or the next command. */
  readonly hint?: string;
  /** What few want to read: digests and the like; JSON has it, text with --verbose. */
  readonly detail?: string;
  readonly at?: SourcePosition;
}
