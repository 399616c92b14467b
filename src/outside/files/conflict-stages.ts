import { AddonsError } from "../../support/addons-error.ts";
import { MAX_BYTES, tooLarge } from "./file-errors.ts";
import { createGit, type GitRequest } from "./git.ts";

/** A file as a merge, rebase or cherry-pick that is not finished has it in git's index; an absent side does not have the file. */
export interface ConflictStages {
  readonly base?: string;
  readonly ours?: string;
  readonly theirs?: string;
}

const SIDES = { 1: "base", 2: "ours", 3: "theirs" } as const;

/** Undefined where there is no git, no repository, or no conflict in this file. `path` is seen from `request.root`. Throws AddonsError GIT-*. */
export async function conflictStages(path: string, request: GitRequest): Promise<ConflictStages | undefined> {
  const git = createGit(request);
  const unmerged = await git.unmerged(path).catch(whereGitIs);
  const entries = unmerged.split("\0").filter((entry) => entry !== "");
  if (entries.length === 0) return undefined;
  const sides = await Promise.all(
    entries.map(async (entry): Promise<readonly [string, string]> => {
      // MODE OBJECT STAGE<tab>PATH
      const [, object = "", stage = ""] = entry.split(/[ \t]/, 3);
      const side = SIDES[Number(stage) as keyof typeof SIDES];
      if ((await git.size(object)) > MAX_BYTES) throw tooLarge(path, await git.size(object));
      return [side, await git.blob(object, MAX_BYTES)];
    }),
  );
  return Object.fromEntries(sides);
}

function whereGitIs(error: unknown): string {
  const isNone = error instanceof AddonsError && ["GIT-MISSING", "GIT-NO-REPOSITORY"].includes(error.code);
  if (isNone) return "";
  throw error;
}
