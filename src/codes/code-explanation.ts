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
  /** For what `validate` reports: a small project that has this problem, and one that has none. Both are run in a test. */
  readonly example?: { readonly wrong: ProjectFiles; readonly right: ProjectFiles };
}

/** Texts by project-relative path. */
export type ProjectFiles = Readonly<Record<string, string>>;
