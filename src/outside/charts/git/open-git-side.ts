import { once } from "../../../support/once.ts";
import type { Processes } from "../../process/processes.ts";
import type { Timeouts } from "../transfer/limit-time.ts";
import { createGitCharts, type GitCharts } from "./create-git-charts.ts";
import { createGitProgram } from "./git-program.ts";
import { createProjectHistory, type ProjectHistory } from "./project-history.ts";
import type { RemoteGitOutside } from "./remote-git.ts";

/** All that is made with git: charts of other repositories, and folders of this one as commits have them. */
export interface GitSide {
  readonly charts: GitCharts;
  readonly history: ProjectHistory;
}

export interface GitSideOptions extends Omit<RemoteGitOutside, "git" | "totalMs"> {
  /** Absolute path of the project folder. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeouts: Timeouts;
  readonly processes?: () => Promise<Processes>;
}

/** One run of git is several requests; one that falls silent is ended long before. */
const REQUESTS_PER_RUN = 5;

/** Loaded when a chart first needs git. */
export function openGitSide(options: GitSideOptions): GitSide {
  const { env, root } = options;
  const timeouts = { ...options.timeouts, totalMs: REQUESTS_PER_RUN * options.timeouts.totalMs };
  const processes =
    options.processes ?? once(async () => (await import("../../process/run-processes.ts")).createProcesses());
  const git = createGitProgram({ processes, env, timeouts });
  return {
    charts: createGitCharts({ ...options, git, totalMs: timeouts.totalMs }),
    history: createProjectHistory({ root, git, processes, env }),
  };
}
