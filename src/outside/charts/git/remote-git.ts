import type { GitSource } from "../../../sources/chart-source.ts";
import { AddonsError } from "../../../support/addons-error.ts";
import type { RunResult } from "../../process/processes.ts";
import { chartError, refusedChart } from "../archive/chart-error.ts";
import { isLoopback } from "../transfer/url.ts";
import { withRetries, type RetryPolicy } from "../transfer/with-retries.ts";
import { findRef, isCommitId, refPatterns, type FoundRef } from "./find-ref.ts";
import { gitFailure } from "./git-failure.ts";
import type { GitProgram, GitTalk } from "./git-program.ts";
import { httpSettings, type HttpOutsideOfGit } from "./http-settings.ts";
import { limitFolder } from "./limit-folder.ts";
import { readObjects } from "./read-objects.ts";

/** The other side: what its refs are, and objects from it. */
export interface RemoteGit {
  resolve(source: GitSource): Promise<FoundRef>;
  /** The commit with its trees, and as few blobs as the server can do with, into a bare repository; throws when it is gone. */
  fetchCommit(repo: string, commit: string, folder: string): Promise<void>;
  fetchBlobs(repo: string, blobs: readonly string[], folder: string): Promise<void>;
}

export interface RemoteGitOutside extends HttpOutsideOfGit {
  readonly git: GitProgram;
  readonly policy: RetryPolicy;
  readonly progress: (message: string) => void;
  readonly network: "allowed" | "refused";
  readonly totalMs: number;
}

const FETCH = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--filter=blob:none"];
/** A commit's trees, or everything at that commit from a server that can leave nothing out. */
const MAX_BYTES = 512 * 1024 * 1024;

export function createRemoteGit(outside: RemoteGitOutside): RemoteGit {
  const fetch = (repo: string, request: Fetch): Promise<RunResult> => limited(repo, request, outside);
  return {
    async resolve(source) {
      const { repo, ref } = source;
      if (ref !== undefined && isCommitId(ref)) return { commit: ref, kind: "commit", name: ref };
      const args = ["ls-remote", "--symref", "--", repo, ...refPatterns(ref)];
      return chosenRef(source, (await talk(repo, { args }, outside)).stdout);
    },
    async fetchCommit(repo, commit, folder) {
      const own = { into: folder, privateFolder: folder };
      try {
        await fetch(repo, { ...own, args: [...FETCH, "--depth=1", "--", repo, commit] });
      } catch (error) {
        if (!(error instanceof AddonsError) || !/not our ref|unadvertised object|remote ref/.test(error.message))
          throw error;
        // An old server gives only what its refs name: then their histories are looked through.
        const all = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
        const isOld = /unadvertised object|remote ref/.test(error.message);
        if (isOld) await fetch(repo, { ...own, args: [...FETCH, "--", repo, ...all] });
        if (!isOld || !(await readObjects(outside.git, { bare: folder }).has(commit))) throw gone(repo, commit);
      }
    },
    async fetchBlobs(repo, blobs, folder) {
      const stdin = blobs.map((blob) => `${blob}\n`).join("");
      await fetch(repo, { into: folder, args: [...FETCH, "--stdin", "--", repo], stdin });
    },
  };
}

type Fetch = Pick<GitTalk, "args" | "stdin" | "privateFolder"> & { readonly into: string };

async function limited(repo: string, request: Fetch, outside: RemoteGitOutside): Promise<RunResult> {
  const limit = limitFolder(request.into, MAX_BYTES);
  try {
    return await talk(repo, { ...request, signal: limit.signal }, outside);
  } finally {
    limit.stop();
  }
}

async function talk(
  repo: string,
  request: Omit<GitTalk, "protocol" | "settings">,
  outside: RemoteGitOutside,
): Promise<RunResult> {
  const { git, policy, progress, totalMs } = outside;
  const url = new URL(repo);
  const protocol = url.protocol.slice(0, -1);
  if (protocol !== "https" && protocol !== "http" && protocol !== "ssh" && protocol !== "file") throw unusable(repo);
  if (protocol === "http" && !isLoopback(url.hostname)) throw unusable(repo);
  if (outside.network === "refused" && protocol !== "file") throw offline(repo);
  const settings = await httpSettings(url, outside);
  return await withRetries({ what: repo, policy, progress }, async () => {
    const result = await git.talk({ ...request, protocol, settings });
    if (result.ended === "aborted") throw tooLarge(repo);
    if (result.exitCode === 0 && result.cut === undefined) return result;
    throw gitFailure(result, { repo, totalMs });
  });
}

function chosenRef({ repo, ref }: GitSource, answer: string): FoundRef {
  const search = findRef(answer, ref);
  if (search.kind === "found") return search.ref;
  if (search.kind === "ambiguous") {
    const message = `${repo}: ${ref} is a branch (${search.branch}) and a tag (${search.tag})`;
    throw chartError("CHART-GIT-REF", message, `write ?ref=refs/heads/${ref} or ?ref=refs/tags/${ref}`);
  }
  if (ref === undefined) {
    throw chartError("CHART-GIT-REF", `${repo}: has no default branch`, "name a branch, a tag or a commit with ?ref=");
  }
  const hint = /^[0-9a-f]{7,63}$/.test(ref)
    ? "a commit needs its whole id, 40 hex digits"
    : "check its spelling; upper and lower case count";
  throw chartError("CHART-GIT-REF", `${repo}: has no branch and no tag ${JSON.stringify(ref)}`, hint);
}

function gone(repo: string, commit: string): AddonsError {
  return chartError(
    "CHART-GIT-COMMIT",
    `${repo}: has no commit ${commit} any more`,
    "its history was rewritten, or the branch deleted: restore it there, or move on with `addons lock --update NAME` and review what changes",
  );
}

function tooLarge(repo: string): AddonsError {
  const hint = "name a repository of charts, or one whose server can send parts (uploadpack.allowFilter)";
  return refusedChart("CHART-TOO-LARGE", `${repo}: sends more than ${MAX_BYTES / 1024 / 1024} MB for one commit`, hint);
}

function unusable(repo: string): AddonsError {
  const message = `${repo}: is no https, ssh or file address`;
  return new AddonsError("CHART-SOURCE-ADDRESS", message, { kind: "usage", hint: "correct chart in the manifest" });
}

function offline(repo: string): AddonsError {
  return new AddonsError("CHART-OFFLINE", `${repo}: would have to be asked, and the network is not to be used`, {
    kind: "failed",
    hint: "run the command once without --offline, or vendor the chart with `addons vendor`",
  });
}
