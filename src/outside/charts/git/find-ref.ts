/** What a ref of a repository is now. */
export interface FoundRef {
  /** Hex. */
  readonly commit: string;
  readonly kind: "branch" | "tag" | "commit" | "other";
  /** In full, for instance `refs/heads/main`; the id itself for a commit. */
  readonly name: string;
}

export type RefSearch =
  | { readonly kind: "found"; readonly ref: FoundRef }
  | { readonly kind: "missing" }
  /** A branch and a tag of this name, at different commits. */
  | { readonly kind: "ambiguous"; readonly branch: string; readonly tag: string };

/** A ref that is a whole commit id needs nobody to be asked. */
export function isCommitId(ref: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

/** What `git ls-remote --symref` has to be asked for; `^{}` is the commit that an annotated tag stands for. */
export function refPatterns(ref: string | undefined): readonly string[] {
  if (ref === undefined) return ["HEAD"];
  const names = ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  return names.flatMap((name) => (name.startsWith("refs/tags/") ? [name, `${name}^{}`] : [name]));
}

/** Reads the answer. git's patterns match ends of names; here only whole names count. */
export function findRef(answer: string, ref: string | undefined): RefSearch {
  const { commits, head } = readAnswer(answer);
  if (ref === undefined) return found(commits.get("HEAD"), "branch", head ?? "HEAD");
  if (ref.startsWith("refs/")) return found(commitOf(commits, ref), kindOf(ref), ref);
  const branch = commits.get(`refs/heads/${ref}`);
  const tag = commitOf(commits, `refs/tags/${ref}`);
  if (branch !== undefined && tag !== undefined && branch !== tag) return { kind: "ambiguous", branch, tag };
  return tag === undefined ? found(branch, "branch", `refs/heads/${ref}`) : found(tag, "tag", `refs/tags/${ref}`);
}

function readAnswer(answer: string): { readonly commits: ReadonlyMap<string, string>; readonly head?: string } {
  const commits = new Map<string, string>();
  let head: string | undefined;
  for (const line of answer.split("\n")) {
    const [left = "", name = ""] = line.split("\t", 2);
    if (left.startsWith("ref: ") && name === "HEAD") head = left.slice("ref: ".length);
    else if (isCommitId(left)) commits.set(name, left);
  }
  return head === undefined ? { commits } : { commits, head };
}

function commitOf(commits: ReadonlyMap<string, string>, name: string): string | undefined {
  return commits.get(`${name}^{}`) ?? commits.get(name);
}

function kindOf(name: string): FoundRef["kind"] {
  if (name.startsWith("refs/tags/")) return "tag";
  return name.startsWith("refs/heads/") ? "branch" : "other";
}

function found(commit: string | undefined, kind: FoundRef["kind"], name: string): RefSearch {
  return commit === undefined ? { kind: "missing" } : { kind: "found", ref: { commit, kind, name } };
}
