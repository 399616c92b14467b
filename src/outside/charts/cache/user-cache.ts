/** What the folder of `addons` in the user's cache holds. Links in it are never followed, and nothing outside of it is touched. */
export interface UserCache {
  /** Absolute path; it may not be there. */
  readonly folder: string;
  /** Everything in it, sorted by kind and path. Archives are opened for their names. */
  look(): Promise<readonly CacheEntry[]>;
  /** Hashes everything that has a digest, and moves what is damaged aside; `damage` says why. */
  verify(): Promise<VerifiedCache>;
  /** Removes an entry, unless it was used or written since it was looked at; says whether it is gone. */
  remove(entry: CacheEntry): Promise<"removed" | "in-use" | "failed">;
}

export interface VerifiedCache {
  /** How many were hashed. */
  readonly checked: number;
  readonly damaged: readonly CacheEntry[];
}

export interface CacheEntry {
  readonly kind: CacheKind;
  /** From the cache folder, with forward slashes. */
  readonly path: string;
  /** Of all files in it. */
  readonly bytes: number;
  /** Unix milliseconds of the last use, as far as the cache remembers. */
  readonly usedMs: number;
  /** `name@version`; charts that can be read. */
  readonly chart?: string;
  /** `sha256:<hex>`; charts, damaged or not, by the name of their file. */
  readonly archive?: string;
  /** Of an index, without credentials. */
  readonly source?: string;
  /** Why it is no use, one clause. */
  readonly damage?: string;
  /** Temporary files: whether the process that writes them runs. */
  readonly writer?: "running" | "gone";
}

/**
 * `link`: which archive has a content; `compiled`: what Node compiled of us; `damaged`: moved aside; `unfinished`: being written, or left by a writer that is gone;
 * `other`: what other parts of `addons` keep here, one entry per folder or file.
 */
export type CacheKind = "chart" | "link" | "index" | "facts" | "git" | "compiled" | "damaged" | "unfinished" | "other";
