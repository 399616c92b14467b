import { AddonsError } from "../../../support/addons-error.ts";
import type { Processes } from "../../process/processes.ts";
import { createGit } from "../../files/git.ts";
import type { ChartArchive, CommitSearch } from "../chart-archives.ts";
import { packFiles } from "../folder/pack-files.ts";
import { shortId, viewCommit } from "./commit-folder.ts";
import { withCommit } from "./create-git-charts.ts";
import type { GitProgram } from "./git-program.ts";
import { readObjects } from "./read-objects.ts";

/** Chart folders of this project as its own git history has them; no network, nothing is checked out. */
export interface ProjectHistory {
  /** Throws AddonsError GIT-* (no git, no repository, no such commit), CHART-GIT-FOLDER, CHART-*. */
  at(path: string, commit: string): Promise<ChartArchive>;
  search(path: string, content: string): Promise<CommitSearch>;
}

export interface ProjectHistoryOptions {
  /** Absolute path of the project folder. */
  readonly root: string;
  readonly git: GitProgram;
  readonly processes: () => Promise<Processes>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Commits of one folder that are looked at. */
const MAX_COMMITS = 200;

export function createProjectHistory(options: ProjectHistoryOptions): ProjectHistory {
  const { root, git, processes, env } = options;
  const repository = { workTree: root };
  const objects = readObjects(git, repository);
  const open = async () => createGit({ root, processes: await processes(), env });
  const pack = async (path: string, at: { readonly commit: string; readonly prefix: string }) => {
    const label = `${path} at ${shortId(at.commit)}`;
    return await packFiles(await viewCommit({ objects, commit: at.commit, folder: `${at.prefix}${path}`, label }));
  };
  return {
    async at(path, commit) {
      const project = await open();
      const prefix = await project.prefix();
      return withCommit(await pack(path, { commit: await project.resolve(commit), prefix }), { commit });
    },
    async search(path, content) {
      const prefix = await (await open()).prefix();
      const args = ["log", "--format=%H", `--max-count=${MAX_COMMITS + 1}`, "HEAD", "--", path];
      const { exitCode, stdout } = await git.read({ repository, args });
      // A repository without a commit has no HEAD.
      const commits = exitCode === 0 ? stdout.split("\n").filter((line) => line !== "") : [];
      const looked = commits.slice(0, MAX_COMMITS);
      const seen = new Set<string>();
      for (const commit of looked) {
        const listing = await objects.listing(commit, `${prefix}${path}`);
        if (listing === undefined || seen.has(listing)) continue;
        seen.add(listing);
        // A commit whose folder is no chart is not the one.
        const found = await pack(path, { commit, prefix }).catch(notAChart);
        if (found?.content === content) return { kind: "found", commit };
      }
      return { kind: "none", looked: looked.length, all: commits.length <= MAX_COMMITS };
    },
  };
}

function notAChart(error: unknown): undefined {
  if (error instanceof AddonsError && error.code.startsWith("CHART-")) return undefined;
  throw error;
}
