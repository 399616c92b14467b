/** A file of a new project. */
export interface ScaffoldFile {
  /** Relative to the folder it goes `into`, with forward slashes. */
  readonly path: string;
  /** `repository`: its root, the only place where continuous integration looks; the project itself when it is in none. */
  readonly into: "project" | "repository";
  readonly text: string;
  /** When another text stands there already: `refuse` to write anything at all, or `leave` that one file as it is. */
  readonly whenThere: "refuse" | "leave";
  /** For `leave`: what to add to the file by hand. */
  readonly byHand?: string;
}

/** Which continuous integration a project gets files for. */
export const CI_KINDS = ["github", "gitlab", "none"] as const;
export type CiKind = (typeof CI_KINDS)[number];
