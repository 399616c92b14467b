/** A file of a new project. */
export interface ScaffoldFile {
  /** Relative to the project folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** When another text stands there already: `refuse` to write anything at all, or `leave` that one file as it is. */
  readonly whenThere: "refuse" | "leave";
  /** For `leave`: what to add to the file by hand. */
  readonly byHand?: string;
}

/** Which continuous integration a project gets files for. */
export const CI_KINDS = ["github", "gitlab", "none"] as const;
export type CiKind = (typeof CI_KINDS)[number];
