/** Where a chart comes from, as the manifest says it. */
export type ChartSource = HttpSource | OciSource | GitSource | LocalSource;

export interface HttpSource {
  readonly kind: "http";
  /** Address of the repository, without a slash at its end. */
  readonly repo: string;
  readonly name: string;
}

export interface OciSource {
  readonly kind: "oci";
  /** Without the scheme and without a tag: `host:port/path/name`. */
  readonly reference: string;
  readonly name: string;
}

/** A folder in a git repository: `git+https://host/org/repo//path?ref=v1`. */
export interface GitSource {
  readonly kind: "git";
  /** What git is given, without credentials: `https://host/org/repo`, `ssh://git@host/org/repo`, `file:///srv/repo`. */
  readonly repo: string;
  /** Folder with forward slashes; empty for the top of the repository. */
  readonly path: string;
  /** Branch, tag or commit; absent for the repository's default branch. */
  readonly ref?: string;
}

export interface LocalSource {
  readonly kind: "local";
  /** Project-relative folder with forward slashes, e.g. `charts/ingress`. */
  readonly path: string;
}
