/** The project folder and temporary folders. Paths are project-relative with forward slashes unless said otherwise. */
export interface Files {
  /** Absolute path of the project folder. */
  readonly root: string;
  /** UTF-8 text; throws AddonsError FILE-* (missing, too large, not a file, outside the project). */
  read(path: string): Promise<string>;
  readIfExists(path: string): Promise<string | undefined>;
  /** Names in a folder, sorted; empty when there is none. */
  list(folder: string): Promise<readonly string[]>;
  /** Temp file, fsync, rename; not written when equal, never through a symlink. */
  write(path: string, text: string): Promise<"written" | "unchanged">;
  /** The same, unless the file is not (or no more) what the change starts from: then `changed`, and it stays as it is. */
  replace(path: string, change: TextChange): Promise<"written" | "unchanged" | "changed">;
}

export interface TextChange {
  /** Undefined for a file that is not there. */
  readonly from: string | undefined;
  readonly to: string;
}
