import { AddonsError } from "../../../support/addons-error.ts";
import { onceFor } from "../../../support/once.ts";
import { canonicalSource } from "../../../sources/canonical-source.ts";
import { readGitAddress } from "../../../sources/git-address.ts";
import { GIT_FORM } from "../../../sources/git-repository.ts";
import type { GitSource } from "../../../sources/chart-source.ts";
import type { ChartArchive } from "../chart-archives.ts";
import { packFiles } from "../folder/pack-files.ts";
import { createBareFolders, type BareFolders } from "./bare-folders.ts";
import { shortId, viewCommit } from "./commit-folder.ts";
import type { GitProgram } from "./git-program.ts";
import { readObjects } from "./read-objects.ts";
import { createRemoteGit, type RemoteGit, type RemoteGitOutside } from "./remote-git.ts";

/** Charts in folders of git repositories. */
export interface GitCharts {
  /** The chart as the source's ref has it now. */
  newest(source: GitSource): Promise<ChartArchive>;
  /** The chart as this commit has it, whatever the ref is now. */
  at(source: GitSource, commit: string): Promise<ChartArchive>;
}

export function createGitCharts(options: RemoteGitOutside): GitCharts {
  const outside: Outside = {
    git: options.git,
    remote: createRemoteGit(options),
    folders: createBareFolders(options.folder),
    opened: new Map(),
  };
  const refs = new Map<string, ReturnType<RemoteGit["resolve"]>>();
  return {
    async newest(source) {
      assertUsable(source);
      // One look per run: charts of one repository come from one commit.
      const key = JSON.stringify([source.repo, source.ref]);
      const ref = await onceFor(refs, key, () => outside.remote.resolve(source));
      return withCommit(await chartAt(source, ref.commit, outside), { commit: ref.commit, refKind: ref.kind });
    },
    async at(source, commit) {
      assertUsable(source);
      return withCommit(await chartAt(source, commit, outside), { commit });
    },
  };
}

/** Locks are read, too: what git could take for an option, a command or another protocol never reaches it. */
function assertUsable(source: GitSource): void {
  const read = readGitAddress(canonicalSource(source));
  if (read.kind === "read" && canonicalSource(read.source) === canonicalSource(source)) return;
  const { message, hint } = read.kind === "wrong" ? read : { message: "it is not spelled right", hint: GIT_FORM };
  throw new AddonsError("CHART-SOURCE-ADDRESS", `a chart from git: ${message}`, { kind: "usage", hint });
}

interface Outside {
  readonly git: GitProgram;
  readonly remote: RemoteGit;
  readonly folders: BareFolders;
  readonly opened: Map<string, Promise<string>>;
}

/** A repository in the cache that turns out to be damaged is made anew, once. */
async function chartAt(source: GitSource, commit: string, outside: Outside): Promise<ChartArchive> {
  try {
    return await packed(source, commit, outside);
  } catch (error) {
    if (!(error instanceof AddonsError) || error.code !== "CHART-GIT-OBJECT") throw error;
    await outside.folders.drop({ repo: source.repo, commit });
    outside.opened.delete(JSON.stringify([source.repo, commit]));
    return await packed(source, commit, outside);
  }
}

async function packed(source: GitSource, commit: string, outside: Outside): Promise<ChartArchive> {
  const { repo, path } = source;
  const key = JSON.stringify([repo, commit]);
  const bare = await onceFor(outside.opened, key, () =>
    outside.folders.open({ repo, commit }, (folder) => fill(folder, { repo, commit }, outside)),
  );
  const objects = readObjects(outside.git, { bare });
  const label = `${repo}${path === "" ? "" : `//${path}`} at ${shortId(commit)}`;
  const bring = (blobs: readonly string[]): Promise<void> => outside.remote.fetchBlobs(repo, blobs, bare);
  return await packFiles(await viewCommit({ objects, commit, folder: path, label, bring }));
}

async function fill(
  folder: string,
  { repo, commit }: { readonly repo: string; readonly commit: string },
  { git, remote }: Outside,
): Promise<void> {
  const format = commit.length === 64 ? "sha256" : "sha1";
  const args = ["init", "--quiet", "--bare", "--template=", `--object-format=${format}`];
  const { exitCode, stderr } = await git.read({ repository: { bare: folder }, args });
  if (exitCode !== 0) {
    throw new AddonsError("GIT-FAILED", `git could not make a repository in ${folder}: ${stderr.trim()}`, {
      kind: "failed",
      hint: "addons needs git 2.32 or newer; look at the cache folder and the space on its disk",
    });
  }
  await remote.fetchCommit(repo, commit, folder);
}

/** The archive is packed when it is asked for, and not before. */
export function withCommit(archive: ChartArchive, from: Pick<ChartArchive, "commit" | "refKind">): ChartArchive {
  return {
    ...from,
    content: archive.content,
    metadata: archive.metadata,
    files: archive.files,
    unpacked: () => archive.unpacked(),
    get bytes() {
      return archive.bytes;
    },
    get archive() {
      return archive.archive;
    },
  };
}
