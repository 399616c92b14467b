import type { GitSource } from "../../../sources/chart-source.ts";
import { chartError } from "../archive/chart-error.ts";
import type { ChartArchive, OfferedVersion } from "../chart-archives.ts";

/** Charts in folders of git repositories. */
export interface GitCharts {
  versions(source: GitSource): Promise<readonly OfferedVersion[]>;
  download(source: GitSource): Promise<ChartArchive>;
}

export function createGitCharts(): GitCharts {
  const refuse = (source: GitSource): never => {
    throw chartError("CHART-SOURCE-ADDRESS", `${source.repo}: charts from git repositories are not supported`);
  };
  return { versions: async (source) => refuse(source), download: async (source) => refuse(source) };
}
