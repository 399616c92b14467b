/** What `addons explain CODE` tells of one problem code. */
export interface CodeExplanation {
  /** E.g. `VALUES-UNKNOWN-KEY`. */
  readonly code: string;
  /** One sentence without a final point. */
  readonly title: string;
  /** Why it matters and how to decide; one paragraph each. */
  readonly why: readonly string[];
  /** Whether `problems:` in the manifest may raise or silence it; what leaves the manifest without meaning may not. */
  readonly severity: "adjustable" | "fixed";
  /** For what `validate` reports: a small project that has this problem, and one that has not. Both are run in a test. */
  readonly example?: CodeExample;
}

/**
 * Two small projects. `right` has only the files that differ from `wrong`; null removes one. Without an addons.lock.yaml the test makes the
 * lock by `addons lock` first, as far as that is possible.
 */
export interface CodeExample {
  readonly wrong: ProjectFiles;
  readonly right: Readonly<Record<string, string | null>>;
  /** Flags of `validate` that the problem needs, e.g. `["--var", "size=3"]`; environment variables of the run. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The day of the run as ISO date, for what depends on it. */
  readonly today?: string;
  /** `none`: the test does not make a lock first, since its absence is what the example is about. */
  readonly lock?: "none";
}

/** Texts by project-relative path. */
export type ProjectFiles = Readonly<Record<string, string>>;
